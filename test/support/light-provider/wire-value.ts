import { decode, encode, ExtData, type ExtensionCodecType } from '@msgpack/msgpack';

import type { WireValue } from './provider-calls.ts';

/** A value that is not known before apply. */
export class Unknown {
  readonly unknown = true;
}

export const UNKNOWN = new Unknown();

/** A value as Terraform exchanges it with a provider while planning. */
export type Value = null | boolean | number | string | Unknown | readonly Value[] | ValueObject;

export interface ValueObject {
  readonly [name: string]: Value;
}

export const isList = (value: unknown): value is readonly Value[] => Array.isArray(value);

export const isValueObject = (value: unknown): value is ValueObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Unknown);

// Any extension means unknown: type 0 plainly, type 12 with refinements that a provider may ignore.
const unknownAsExtension: ExtensionCodecType<undefined> = {
  tryToEncode: (value) => (value instanceof Unknown ? new ExtData(0, new Uint8Array([0])) : null),
  decode: () => UNKNOWN,
};

export function toWire(value: Value): WireValue {
  return { msgpack: encode(exactNumbers(value), { extensionCodec: unknownAsExtension }) };
}

export function fromWire(wire: WireValue | null | undefined): Value {
  if (wire?.msgpack?.length) {
    return decode(wire.msgpack, { extensionCodec: unknownAsExtension }) as Value;
  }
  return wire?.json?.length ? parseJson(wire.json) : null;
}

export function parseJson(bytes: Uint8Array | undefined): Value {
  return bytes?.length ? (JSON.parse(Buffer.from(bytes).toString('utf8')) as Value) : null;
}

/** The text of an identifying attribute; throws when there is none, which would be a fault of the provider. */
export function textIn(object: ValueObject, name: string): string {
  const value = object[name];
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  throw new Error(`the light provider needs text in ${name}, but found ${JSON.stringify(value)}`);
}

/** Terraform's numbers are decimal: 0.1 as a 64-bit float would not equal the 0.1 of the code, as text it does. */
function exactNumbers(value: Value): Value {
  if (typeof value === 'number') return Number.isInteger(value) ? value : String(value);
  if (isList(value)) return value.map(exactNumbers);
  if (!isValueObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, exactNumbers(item)]));
}
