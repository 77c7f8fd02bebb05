import { readFile, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { takeOwnerLock, type OwnerLock } from '#platform/owner-lock.ts';

/** Who uses the store, for whoever finds it in use. */
const Holder = z.object({ command: z.string(), pid: z.int(), host: z.string(), since: z.string() });
type Holder = z.infer<typeof Holder>;

/** How long a second process waits: most commands are through with the memory sooner. */
const PATIENCE_MS = 5_000;

/**
 * One process at a time: PGlite is a PostgreSQL without a postmaster, and two of them on one folder destroy it. A holder
 * that has died is taken over. `refused` names the one that lives.
 */
export async function lockStore(
  folder: string,
  me: { readonly command: string; readonly now: Date },
): Promise<{ readonly lock: OwnerLock } | { readonly refused: string }> {
  const file = join(folder, 'store.lock');
  const about = join(folder, 'store.holder.json');
  const lock = await takeOwnerLock(file, PATIENCE_MS);
  if (lock === null) return { refused: refusal(folder, await readHolder(about)) };
  const holder: Holder = {
    command: me.command,
    pid: process.pid,
    host: hostname(),
    since: me.now.toISOString(),
  };
  await writeFile(about, JSON.stringify(holder), { mode: 0o600 });
  return { lock };
}

async function readHolder(file: string): Promise<Holder | null> {
  try {
    return Holder.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    return null;
  }
}

function refusal(folder: string, holder: Holder | null): string {
  const who =
    holder === null
      ? 'another Kedge uses it'
      : `${holder.command} (process ${holder.pid} on ${holder.host}) has used it since ${holder.since}`;
  return `Cannot open Kedge's memory in ${folder}: ${who}. Wait until it ends, or set DATABASE_URL to a PostgreSQL database, which many can use at once.`;
}
