import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openFolder } from '#store/pglite-database.ts';

const MIGRATIONS = fileURLToPath(new URL('../../src/store/migrations/', import.meta.url));

/** Puts an empty memory into the data folder: making one takes seconds, copying it does not. */
export async function prepareStore(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await cp(join(await preparedFolder(), 'store'), join(folder, 'store'), { recursive: true });
}

/** Made once per version of the schema, kept with the OS. */
async function preparedFolder(): Promise<string> {
  const hash = createHash('sha256');
  for (const name of (await readdir(MIGRATIONS)).toSorted())
    hash.update(await readFile(join(MIGRATIONS, name)));
  hash.update(await readFile(fileURLToPath(import.meta.resolve('@electric-sql/pglite'))));
  const place = join(tmpdir(), `kedge-test-store-${hash.digest('hex').slice(0, 16)}`);
  if (existsSync(place)) return place;
  const aside = await mkdtemp(`${place}.${randomBytes(4).toString('hex')}`);
  const opened = await openFolder({ folder: aside, command: 'a test', now: new Date() });
  if ('refused' in opened) throw new Error(opened.refused);
  await opened.database.close(true);
  await rename(aside, place).catch(async (error: NodeJS.ErrnoException) => {
    // Another process was faster.
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    await rm(aside, { recursive: true, force: true });
  });
  return place;
}
