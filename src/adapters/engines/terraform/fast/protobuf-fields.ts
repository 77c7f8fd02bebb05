import { FastDoubt } from './fast-doubt.ts';

/** One field of an encoded message. `raw` is the whole field as it was encoded, its tag included. */
export interface ProtobufField {
  readonly number: number;
  /** The number of a varint; the bytes of everything else. */
  readonly value: number | Buffer;
  readonly raw: Buffer;
}

const VARINT = 0;
const FIXED_64 = 1;
const BYTES = 2;
const FIXED_32 = 5;

/**
 * The top-level fields of an encoded message, unknown ones included, in their order. The proxy looks at a handful of
 * fields and copies the rest as it came, so it needs no description of the protocol. Throws FastDoubt on bytes that
 * are no message.
 */
export function* protobufFields(message: Buffer): Generator<ProtobufField> {
  let offset = 0;
  while (offset < message.length) {
    const start = offset;
    const tag = readVarint(message, offset);
    const field = readValue(message, tag.end, tag.value % 8);
    offset = field.end;
    yield {
      number: Math.floor(tag.value / 8),
      value: field.value,
      raw: message.subarray(start, offset),
    };
  }
}

function readValue(message: Buffer, offset: number, kind: number): { value: number | Buffer; end: number } {
  if (kind === VARINT) return readVarint(message, offset);
  if (kind === FIXED_64) return readBytes(message, offset, 8);
  if (kind === FIXED_32) return readBytes(message, offset, 4);
  if (kind !== BYTES) throw new FastDoubt('a message of the provider could not be read');
  const length = readVarint(message, offset);
  return readBytes(message, length.end, length.value);
}

function readBytes(message: Buffer, offset: number, length: number): { value: Buffer; end: number } {
  const end = offset + length;
  if (end > message.length) throw new FastDoubt('a message of the provider is cut short');
  return { value: message.subarray(offset, end), end };
}

/** Numbers beyond 2^53 lose their last digits; no field that is looked at comes near. */
function readVarint(message: Buffer, offset: number): { value: number; end: number } {
  let value = 0;
  let scale = 1;
  for (let end = offset; end < message.length && end < offset + 10; end += 1) {
    const byte = message[end] ?? 0;
    value += (byte & 0x7f) * scale;
    if (byte < 0x80) return { value, end: end + 1 };
    scale *= 0x80;
  }
  throw new FastDoubt('a message of the provider is cut short');
}
