import { FastDoubt } from './fast-doubt.ts';

/** One message as gRPC sends it: a byte that says whether it is compressed, its length, its bytes. */
const PREFIX_BYTES = 5;

export function frameMessage(message: Buffer): Buffer {
  const prefix = Buffer.alloc(PREFIX_BYTES);
  prefix.writeUInt32BE(message.length, 1);
  return Buffer.concat([prefix, message]);
}

/** The message of a call with one message. Throws FastDoubt when it is compressed, cut short or more than one. */
export function unframeMessage(frame: Buffer): Buffer {
  if (frame.length < PREFIX_BYTES) throw new FastDoubt('an answer of the provider was empty');
  if (frame[0] !== 0) throw new FastDoubt('an answer of the provider was compressed');
  if (frame.readUInt32BE(1) !== frame.length - PREFIX_BYTES) {
    throw new FastDoubt('an answer of the provider was cut short');
  }
  return frame.subarray(PREFIX_BYTES);
}

export const EMPTY_MESSAGE: Buffer = frameMessage(Buffer.alloc(0));
