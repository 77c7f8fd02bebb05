import protobuf from 'protobufjs/light.js';

import { messages } from './wire-table.ts';

/** Bytes to message and back for one message type of the plugin protocol. */
export interface WireCodec {
  decode(bytes: Uint8Array): unknown;
  encode(message: object): Buffer;
  has(field: string): boolean;
}

const root = buildRoot();

/** `name` as in the table, e.g. `ReadResource.Request`. */
export function codecOf(name: string): WireCodec {
  const type = root.lookupType(flat(name));
  return {
    decode: (bytes) => type.decode(bytes),
    encode: (message) => Buffer.from(type.encode(message).finish()),
    has: (field) => Object.hasOwn(type.fields, field),
  };
}

function buildRoot(): protobuf.Root {
  const types = new protobuf.Root();
  for (const [name, fields] of Object.entries(messages)) {
    const type = new protobuf.Type(flat(name));
    for (const [field, description] of Object.entries(fields)) addField(type, field, description);
    types.add(type);
  }
  types.resolveAll();
  return types;
}

function addField(message: protobuf.Type, name: string, description: string): void {
  const [number = '', ...kind] = description.split(' ');
  const type = flat(kind.at(-1) ?? '');
  if (kind[0] === 'map') message.add(new protobuf.MapField(name, Number(number), 'string', type));
  else
    message.add(
      new protobuf.Field(name, Number(number), type, kind[0] === 'repeated' ? 'repeated' : undefined),
    );
}

/** Message names do not travel, so nested ones may be flat. */
function flat(name: string): string {
  return name.replaceAll('.', '_');
}
