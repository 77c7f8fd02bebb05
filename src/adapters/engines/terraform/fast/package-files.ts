import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { FastDoubt } from './fast-doubt.ts';

/** An unpacked provider package. `folder` has no symbolic links; names are relative to it, with forward slashes. */
export interface PackageFiles {
  readonly folder: string;
  readonly names: readonly string[];
  /**
   * Device, inode, size, modification and change time of every file. The system sets the change time on every write
   * and rename, and no program can set it back, so the same signature means the same bytes.
   */
  readonly signature: string;
}

const READ_BYTES = 4 * 2 ** 20;

/** Throws FastDoubt when the package is not there or holds anything but plain files. */
export async function listPackage(folder: string): Promise<PackageFiles> {
  const real = await realpath(folder).catch(() => null);
  if (real === null) throw new FastDoubt('a provider of the lock file is not installed');
  const names = await namesBelow(real);
  return { folder: real, names, signature: await signatureOf(real, names) };
}

async function namesBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => !entry.isDirectory());
  if (files.some((entry) => !entry.isFile())) {
    throw new FastDoubt('a provider package holds something else than plain files');
  }
  return files
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
}

/** Throws when a file is gone. */
export async function signatureOf(folder: string, names: readonly string[]): Promise<string> {
  const lines = await Promise.all(
    names.map(async (name) => {
      const { dev, ino, size, mtimeNs, ctimeNs } = await stat(join(folder, name), { bigint: true });
      return [name, dev, ino, size, mtimeNs, ctimeNs].join(' ');
    }),
  );
  return lines.join('\n');
}

/**
 * The hash that a lock file calls `h1:`: SHA-256 over one line per file, its own SHA-256 in hexadecimal, two blanks
 * and its name, sorted by name.
 */
export async function packageHash({ folder, names }: PackageFiles): Promise<string> {
  const all = createHash('sha256');
  for (const name of names) {
    const one = createHash('sha256');
    for await (const chunk of createReadStream(join(folder, name), { highWaterMark: READ_BYTES })) {
      one.update(chunk as Buffer);
    }
    all.update(`${one.digest('hex')}  ${name}\n`);
  }
  return `h1:${all.digest('base64')}`;
}
