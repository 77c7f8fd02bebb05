import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A folder of small facts that may be lost at any time and must never be read wrong. */
export interface SealedFolder {
  readonly path: string;
  /** null: not there, cut short, changed, or written by another version. */
  read(name: string): Promise<Buffer | null>;
  /** Failing to write (a full disk) is no failure: the fact is then learnt again. */
  write(name: string, content: Buffer): Promise<void>;
  forget(name: string): Promise<void>;
}

/** Raise it whenever the meaning of any entry changes: older ones are then as good as absent. */
const FORMAT = 'kedge-fast-2';
const DIGEST_BYTES = 32;
const ABANDONED_MS = 60 * 60 * 1000;

/**
 * Opens a folder that keeps its newest entries within `maxBytes`. Several processes may use it at once: an entry is
 * written aside and renamed into place, and carries a digest of its name and content.
 */
export async function openSealedFolder(path: string, maxBytes: number): Promise<SealedFolder> {
  await mkdir(path, { recursive: true, mode: 0o700 });
  return {
    path,
    read: async (name) => {
      const sealed = await readFile(join(path, name)).catch(() => null);
      const content = sealed === null ? null : unseal(name, sealed);
      // What is used stays; what is not goes first.
      if (content !== null) await utimes(join(path, name), new Date(), new Date()).catch(() => undefined);
      return content;
    },
    write: async (name, content) => {
      const aside = join(path, `.${name}.${randomBytes(6).toString('hex')}`);
      try {
        await writeFile(aside, seal(name, content), { mode: 0o600, flag: 'wx' });
        await rename(aside, join(path, name));
        await prune(path, maxBytes);
      } catch {
        await rm(aside, { force: true }).catch(() => undefined);
      }
    },
    forget: (name) => rm(join(path, name), { force: true }),
  };
}

const digestOf = (name: string, content: Buffer): Buffer =>
  createHash('sha256').update(`${FORMAT}\n${name}\n`).update(content).digest();

const seal = (name: string, content: Buffer): Buffer => Buffer.concat([digestOf(name, content), content]);

function unseal(name: string, sealed: Buffer): Buffer | null {
  const content = sealed.subarray(DIGEST_BYTES);
  return sealed.subarray(0, DIGEST_BYTES).equals(digestOf(name, content)) ? content : null;
}

async function prune(path: string, maxBytes: number): Promise<void> {
  const entries = await Promise.all((await readdir(path)).map((name) => ageOf(join(path, name), name)));
  const present = entries.filter((entry) => entry !== null);
  const left = present.filter(
    ({ name, usedMs }) => name.startsWith('.') && usedMs < Date.now() - ABANDONED_MS,
  );
  const kept = present.filter(({ name }) => !name.startsWith('.')).toSorted((a, b) => b.usedMs - a.usedMs);
  let bytes = 0;
  const tooMany = kept.filter(({ size }) => (bytes += size) > maxBytes);
  for (const { file } of [...left, ...tooMany]) await rm(file, { force: true });
}

async function ageOf(file: string, name: string) {
  const about = await stat(file).catch(() => null);
  return about === null ? null : { file, name, usedMs: about.mtimeMs, size: about.size };
}
