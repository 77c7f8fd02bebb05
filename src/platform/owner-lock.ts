import { randomBytes } from 'node:crypto';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { identify, isAlive, ProcessIdentity } from './process-identity.ts';

export interface OwnerLock {
  release(): Promise<void>;
}

const POLL_MS = 50;

/**
 * Takes a lock file between processes and inside one; null when it could not be had within `waitMs` or the signal
 * came first. A lock whose owner has died is taken over.
 */
export async function takeOwnerLock(
  file: string,
  waitMs: number,
  signal?: AbortSignal,
): Promise<OwnerLock | null> {
  const end = performance.now() + waitMs;
  const token = randomBytes(8).toString('hex');
  const content = JSON.stringify({ ...(await identify(process.pid)), token });
  for (;;) {
    if (await create(file, content, token)) return { release: () => release(file, content) };
    if (await removeWhenOwnerIsDead(file)) continue;
    if (signal?.aborted === true || performance.now() >= end) return null;
    await sleep(POLL_MS);
  }
}

/** Written aside and then linked, so that nobody ever reads a lock without its owner in it. */
async function create(file: string, content: string, token: string): Promise<boolean> {
  const aside = `${file}.${token}`;
  await writeFile(aside, content, { mode: 0o600 });
  try {
    await link(aside, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(aside, { force: true });
  }
}

async function release(file: string, content: string): Promise<void> {
  const now = await readFile(file, 'utf8').catch(() => null);
  if (now === content) await rm(file, { force: true });
}

async function removeWhenOwnerIsDead(file: string): Promise<boolean> {
  const before = await readFile(file, 'utf8').catch(() => null);
  if (before === null) return true;
  if (await ownerLives(before)) return false;
  const aside = `${file}.${randomBytes(8).toString('hex')}.dead`;
  try {
    await rename(file, aside);
  } catch {
    return true;
  }
  // Somebody may have taken the lock over between the look and the rename: then it goes back.
  const moved = await readFile(aside, 'utf8').catch(() => before);
  if (moved !== before) await link(aside, file).catch(() => undefined);
  await rm(aside, { force: true });
  return true;
}

async function ownerLives(content: string): Promise<boolean> {
  try {
    return await isAlive(ProcessIdentity.parse(JSON.parse(content)));
  } catch {
    return false;
  }
}
