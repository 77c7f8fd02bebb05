import { randomBytes } from 'node:crypto';
import { mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { identify, isAlive, ProcessIdentity } from '#platform/process-identity.ts';

/** Says in a folder of notes that this process uses a tree, until the answer is called. */
export async function noteUser(folder: string): Promise<() => Promise<void>> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const note = join(folder, randomBytes(8).toString('hex'));
  const draft = join(folder, `.${randomBytes(8).toString('hex')}`);
  await writeFile(draft, JSON.stringify(await identify(process.pid)), { mode: 0o600 });
  await rename(draft, note);
  return () => rm(note, { force: true });
}

/** How many living processes use it; the notes of dead ones go. Whoever asks holds the lock of the trees. */
export async function countUsers(folder: string): Promise<number> {
  let living = 0;
  for (const name of await readdir(folder).catch(() => [])) {
    const note = join(folder, name);
    // A draft belongs to somebody who was killed: notes are written under the lock, too.
    if (!name.startsWith('.') && (await userLives(note))) living += 1;
    else await rm(note, { force: true });
  }
  return living;
}

async function userLives(note: string): Promise<boolean> {
  try {
    return await isAlive(ProcessIdentity.parse(JSON.parse(await readFile(note, 'utf8'))));
  } catch {
    return false;
  }
}
