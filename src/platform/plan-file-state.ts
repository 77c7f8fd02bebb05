import { open, type FileHandle } from 'node:fs/promises';
import { constants, inflateRawSync } from 'node:zlib';
import type { StateVersion } from '#ports/engine.ts';

const ENTRY = 'tfstate';
const END_BYTES = 22;
const LONGEST_COMMENT = 0xffff;
/** A plan of thousands of modules lists some hundred kilobytes. */
const MOST_DIRECTORY_BYTES = 16 * 2 ** 20;
/** The state names its version in its first lines; what follows holds secrets and is not unpacked. */
const HEAD_BYTES = 2_048;

/**
 * Lineage and serial of the state that lies in a saved plan file, and nothing else of it. null: no such state, or a
 * form that is not known, such as an encrypted plan of OpenTofu. Never throws for what the file holds.
 */
export async function readPlanFileState(file: string): Promise<StateVersion | null> {
  const handle = await open(file, 'r').catch(() => null);
  if (handle === null) return null;
  try {
    const { size } = await handle.stat();
    const directory = await readDirectory(handle, size);
    const entry = directory === null ? null : findEntry(directory);
    const head = entry === null ? null : await readHead(handle, entry);
    return head === null ? null : versionIn(head);
  } catch {
    return null;
  } finally {
    await handle.close();
  }
}

async function readDirectory(handle: FileHandle, size: number): Promise<Buffer | null> {
  const tail = await readAt(handle, Math.max(0, size - END_BYTES - LONGEST_COMMENT), size);
  const end = tail.lastIndexOf('PK\u0005\u0006', undefined, 'latin1');
  if (end === -1 || end + END_BYTES > tail.length) return null;
  const length = tail.readUInt32LE(end + 12);
  const start = tail.readUInt32LE(end + 16);
  // Also what the format for files over 4 GiB writes here.
  if (length > MOST_DIRECTORY_BYTES || start + length > size) return null;
  return readAt(handle, start, start + length);
}

interface Entry {
  readonly method: number;
  readonly compressedBytes: number;
  readonly headerAt: number;
}

/** The sizes stand here and not before the content, because Go writes archives in one pass. */
function findEntry(directory: Buffer): Entry | null {
  let at = 0;
  while (at + 46 <= directory.length && directory.toString('latin1', at, at + 4) === 'PK\u0001\u0002') {
    const nameLength = directory.readUInt16LE(at + 28);
    const next = at + 46 + nameLength + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
    if (directory.toString('utf8', at + 46, at + 46 + nameLength) === ENTRY) {
      return {
        method: directory.readUInt16LE(at + 10),
        compressedBytes: directory.readUInt32LE(at + 20),
        headerAt: directory.readUInt32LE(at + 42),
      };
    }
    at = next;
  }
  return null;
}

const STORED = 0;
const DEFLATED = 8;

async function readHead(handle: FileHandle, { method, compressedBytes, headerAt }: Entry) {
  const header = await readAt(handle, headerAt, headerAt + 30);
  if (header.toString('latin1', 0, 4) !== 'PK\u0003\u0004') return null;
  const start = headerAt + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
  const packed = await readAt(handle, start, start + Math.min(compressedBytes, HEAD_BYTES));
  if (method === STORED) return packed.toString('utf8');
  if (method !== DEFLATED) return null;
  // The end is cut off on purpose, and so no end is asked for.
  const text = inflateRawSync(packed, { finishFlush: constants.Z_SYNC_FLUSH });
  return text.toString('utf8', 0, HEAD_BYTES);
}

/** The order in which both engines write the fourth and only living version of the format. */
const HEAD =
  /^\{\s*"version":\s*4,\s*"terraform_version":\s*"[^"\\]*",\s*"serial":\s*(\d{1,15}),\s*"lineage":\s*"([^"\\]*)"/;

function versionIn(head: string): StateVersion | null {
  const [, serial, lineage] = HEAD.exec(head) ?? [];
  // A stack that was never applied has no lineage yet, and so no state.
  if (serial === undefined || lineage === undefined || lineage === '') return null;
  return { lineage, serial: Number(serial) };
}

async function readAt(handle: FileHandle, from: number, to: number): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(Math.max(0, to - from)), 0, null, from);
  return buffer.subarray(0, bytesRead);
}
