import { readFile, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { identify, isAlive, ProcessIdentity } from '#platform/process-identity.ts';

export interface StoreLock {
  release(): void;
}

/** Who uses the store, for whoever finds it in use. The lock does not depend on it. */
const Holder = z.object({
  command: z.string(),
  host: z.string(),
  since: z.string(),
  process: ProcessIdentity.nullable(),
});
type Holder = z.infer<typeof Holder>;

/** How long a second process waits: most commands are through with the memory sooner. */
const PATIENCE_MS = 5_000;
const POLL_MS = 50;

/**
 * One process at a time: PGlite is a PostgreSQL without a postmaster, and two of them on one folder destroy it. So the
 * lock is the kernel's, which it takes back when a process dies, however it dies. A lock that is a file with a process
 * number in it can be taken over by two at once, and in a container everybody's number looks dead. Node offers a lock of
 * the kernel only through SQLite: an exclusive transaction on an empty file that stays open.
 *
 * `refused` names who has it.
 */
export async function lockStore(
  folder: string,
  me: { readonly command: string; readonly now: Date },
): Promise<{ readonly lock: StoreLock } | { readonly refused: string }> {
  const about = join(folder, 'store.holder.json');
  const lock = await takeInTime(join(folder, 'store.lock'));
  if (lock === null) return { refused: refusal(folder, await livingHolder(about)) };
  const holder: Holder = {
    command: me.command,
    host: hostname(),
    since: me.now.toISOString(),
    process: await identify(process.pid),
  };
  await writeFile(about, JSON.stringify(holder), { mode: 0o600 });
  return { lock };
}

async function takeInTime(file: string): Promise<StoreLock | null> {
  const end = performance.now() + PATIENCE_MS;
  for (;;) {
    const lock = take(file);
    if (lock !== null || performance.now() >= end) return lock;
    await sleep(POLL_MS);
  }
}

const SQLITE_BUSY = 5;

function take(file: string): StoreLock | null {
  const database = new DatabaseSync(file, { timeout: 0 });
  try {
    // Nothing is ever written, so no journal has to lie beside the file.
    database.exec('pragma journal_mode = memory; begin exclusive');
    return { release: () => (database.isOpen ? database.close() : undefined) };
  } catch (error) {
    database.close();
    if (error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY) return null;
    throw error;
  }
}

/** null: nobody says so, or who says so has died since. */
async function livingHolder(file: string): Promise<Holder | null> {
  try {
    const holder = Holder.parse(JSON.parse(await readFile(file, 'utf8')));
    return holder.process !== null && (await isAlive(holder.process)) ? holder : null;
  } catch {
    return null;
  }
}

function refusal(folder: string, holder: Holder | null): string {
  const who =
    holder === null
      ? 'another Kedge uses it'
      : `${holder.command} (process ${holder.process?.pid ?? 'unknown'} on ${holder.host}) has used it since ${holder.since}`;
  return `Cannot open Kedge's memory in ${folder}: ${who}. Wait until it ends, or set DATABASE_URL to a PostgreSQL database, which many can use at once.`;
}
