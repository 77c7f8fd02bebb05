import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import type { Memory } from '#ports/memory.ts';
import { openFolder } from '#store/pglite-database.ts';
import { openPostgres } from '#store/postgres-database.ts';
import { projectMemory, type OpenDatabase } from '#store/project-memory.ts';
import type { Database } from '#store/tables.ts';
import { startPostgres } from '#test/postgres-server.ts';
import { differencesOf, scansOf, STACKS, stackName } from './differences.ts';

/** A memory with 100,000 differences in it, and its database for what a memory does not tell. */
export interface FilledMemory {
  readonly memory: Memory;
  readonly db: Database;
  readonly version: string;
  readonly fill_s: number;
  readonly megabytes: number;
  close(): Promise<void>;
}

export async function filledPglite(): Promise<FilledMemory> {
  const folder = await mkdtemp(join(tmpdir(), 'kedge-bench-memory-'));
  const opened = await openFolder({ folder, command: 'bench', now: new Date() });
  return filled(opened, () => rm(folder, { recursive: true, force: true }));
}

export async function filledPostgres(initdb: string): Promise<FilledMemory> {
  const server = await startPostgres(initdb);
  return filled(await openPostgres(server.url('postgres')), () => server.stop());
}

async function filled(
  opened: { readonly database: OpenDatabase } | { readonly refused: string },
  clear: () => Promise<void>,
): Promise<FilledMemory> {
  if ('refused' in opened) throw new Error(opened.refused);
  const { database } = opened;
  const memory = await projectMemory(database, 'bench');
  const start = performance.now();
  for (let stack = 0; stack < STACKS; stack += 1) await fill(memory, stack);
  const fill_s = (performance.now() - start) / 1000;
  // What autovacuum does on a server, and closing does on PGlite.
  await sql`vacuum (analyze)`.execute(database.db);
  return {
    memory,
    db: database.db,
    fill_s,
    ...(await sizeOf(database.db)),
    close: async () => {
      await database.close(false);
      await clear();
    },
  };
}

/** As a scan writes it: one change for a stack. */
const fill = (memory: Memory, stack: number): Promise<void> =>
  memory.change(async (change) => {
    const name = stackName(stack);
    const scans = scansOf(stack);
    await change.saveStack({ stack: name, path: name, owner: 'team', lastScan: scans[0] ?? null, moves: [] });
    for (const scan of scans) await change.addScan(scan);
    await change.saveDrift(differencesOf(stack));
  });

async function sizeOf(db: Database): Promise<{ readonly version: string; readonly megabytes: number }> {
  const { rows } = await sql<{ readonly version: string; readonly megabytes: number }>`
    select split_part(version(), ' on ', 1) as version,
      (pg_total_relation_size('kedge.drift') / 1e6)::float8 as megabytes`.execute(db);
  const [size] = rows;
  if (size === undefined) throw new Error('The database does not tell its version.');
  return size;
}
