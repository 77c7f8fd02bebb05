import { randomBytes } from 'node:crypto';
import { link, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { takeOwnerLock } from './owner-lock.ts';

const LOCK = '.kedge-lock';
const DRAFT = /^\.kedge-draft-[0-9a-f]{12}$/;
const WAIT_MS = 10_000;

/**
 * Writes into a folder of the user's, one Kedge after the other. What a killed one has left in it goes first. What
 * stands against it comes back as a sentence; faults of the program are thrown.
 */
export async function inLockedFolder<T>(
  folder: string,
  work: () => Promise<T>,
): Promise<T | { readonly problem: string }> {
  const file = join(folder, LOCK);
  try {
    await mkdir(folder, { recursive: true });
    const lock = await takeOwnerLock(file, WAIT_MS);
    if (lock === null) return { problem: `${folder} could not be written: another Kedge holds ${file}.` };
    try {
      const left = (await readdir(folder)).filter((name) => DRAFT.test(name));
      await Promise.all(left.map((name) => rm(join(folder, name), { force: true })));
      return await work();
    } finally {
      await lock.release();
    }
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error)) throw error;
    return {
      problem: `${folder} could not be written (${errorCode(error)}). Look at who may write there, and at its space.`,
    };
  }
}

/** Linked and not renamed: a file that somebody else has put there meanwhile stays, and this one fails. */
export const createFile = (path: string, content: string | Uint8Array): Promise<void> =>
  throughDraft(path, content, 0o666, (draft) => link(draft, path));

/** The whole file or what was there before, also after a kill. */
export const replaceFile = (path: string, content: string | Uint8Array, mode = 0o666): Promise<void> =>
  throughDraft(path, content, mode, (draft) => rename(draft, path));

export const errorCode = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';

async function throughDraft(
  path: string,
  content: string | Uint8Array,
  mode: number,
  finish: (draft: string) => Promise<void>,
): Promise<void> {
  const draft = join(dirname(path), `.kedge-draft-${randomBytes(6).toString('hex')}`);
  try {
    const file = await open(draft, 'wx', mode);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await finish(draft);
  } finally {
    await rm(draft, { force: true });
  }
}
