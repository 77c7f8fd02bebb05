import { describe, expect, it } from 'vitest';
import { FastDoubt } from './fast-doubt.ts';
import { protobufFields } from './protobuf-fields.ts';
import {
  hasConfigDiagnostics,
  hasSchemaDiagnostics,
  isSchemaOptional,
  trimIdentitySchemas,
  trimSchema,
} from './provider-schema.ts';

/** A field with bytes in it; long enough ones get a length of two bytes. */
function field(number: number, body: Buffer): Buffer {
  const tag = Buffer.of((number << 3) | 2);
  const length = body.length < 128 ? [body.length] : [(body.length & 127) | 128, body.length >> 7];
  return Buffer.concat([tag, Buffer.from(length), body]);
}
const entry = (number: number, name: string): Buffer =>
  field(number, Buffer.concat([field(1, Buffer.from(name)), field(2, Buffer.alloc(200, 7))]));
const capability = (on: number): Buffer => field(6, Buffer.of(0x10, on));

const PROVIDER = field(1, Buffer.from('the provider itself'));
const FUNCTION = entry(7, 'aws_unused');
const NEWER = entry(9, 'aws_unused');
const SCHEMA = Buffer.concat([
  PROVIDER,
  entry(2, 'aws_used'),
  entry(2, 'aws_unused'),
  entry(3, 'aws_used'),
  entry(3, 'aws_unused'),
  capability(1),
  FUNCTION,
  entry(8, 'aws_unused'),
  NEWER,
]);

describe('a schema', () => {
  it('keeps the types in use and everything that is no type, byte for byte and in its order', () => {
    expect(trimSchema(SCHEMA, (type) => type === 'aws_used')).toEqual(
      Buffer.concat([PROVIDER, entry(2, 'aws_used'), entry(3, 'aws_used'), capability(1), FUNCTION, NEWER]),
    );
  });

  it('stays as it is when every type is in use', () => {
    expect(trimSchema(SCHEMA, () => true)).toEqual(SCHEMA);
  });

  it.each([
    ['told', capability(1), true],
    ['denied', capability(0), false],
    ['not spoken of', PROVIDER, false],
  ])('is optional only where that is told: %s', (_, schema, optional) => {
    expect(isSchemaOptional(schema)).toBe(optional);
  });

  it.each([1, 5, 30, 205, SCHEMA.length - 1])('that is cut after %i bytes is a doubt', (length) => {
    const isWhole = [...ends()].includes(length);
    expect(isWhole).toBe(false);
    expect(() => trimSchema(SCHEMA.subarray(0, length), () => true)).toThrow(FastDoubt);
  });

  function* ends(): Generator<number> {
    let end = 0;
    for (const { raw } of protobufFields(SCHEMA)) yield (end += raw.length);
  }

  it('is a doubt when a number in it never ends', () => {
    expect(() => trimSchema(Buffer.alloc(40, 0xff), () => true)).toThrow(FastDoubt);
  });
});

describe('diagnostics', () => {
  it('are seen in the answer to the check of a configuration, warnings too', () => {
    const warning = field(2, Buffer.of(0x08, 2));
    expect(hasConfigDiagnostics(warning)).toBe(true);
    expect(hasConfigDiagnostics(field(1, Buffer.from('the configuration')))).toBe(false);
    expect(hasConfigDiagnostics(Buffer.alloc(0))).toBe(false);
  });

  it('are seen in a schema', () => {
    expect(hasSchemaDiagnostics(SCHEMA)).toBe(false);
    expect(hasSchemaDiagnostics(Buffer.concat([SCHEMA, field(4, Buffer.of(0x08, 2))]))).toBe(true);
  });
});

it('identity schemas keep the types in use', () => {
  const whole = Buffer.concat([entry(1, 'aws_used'), entry(1, 'aws_unused'), field(2, Buffer.of(1))]);
  expect(trimIdentitySchemas(whole, (type) => type === 'aws_used')).toEqual(
    Buffer.concat([entry(1, 'aws_used'), field(2, Buffer.of(1))]),
  );
});
