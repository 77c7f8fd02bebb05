import { z } from 'zod';
import type { WorkerBeat } from '#ports/fleet.ts';
import { Instant, readRow, storedInstant } from './read-row.ts';
import type { Database } from './tables.ts';

const WorkerRow = z
  .object({
    id: z.string(),
    host: z.string(),
    pid: z.int(),
    started_at: Instant,
    seen_at: Instant,
    running: z.int(),
    slots: z.int(),
  })
  .transform(({ started_at: startedAt, seen_at: seenAt, ...same }): WorkerBeat => ({
    ...same,
    startedAt,
    seenAt,
  }));

export async function beat(db: Database, worker: WorkerBeat): Promise<void> {
  const said = { seen_at: storedInstant(worker.seenAt), running: worker.running, slots: worker.slots };
  await db
    .insertInto('kedge.worker')
    .values({
      id: worker.id,
      host: worker.host,
      pid: worker.pid,
      started_at: storedInstant(worker.startedAt),
      ...said,
    })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(said))
    .execute();
}

export async function workers(db: Database, since: string): Promise<readonly WorkerBeat[]> {
  const rows = await db
    .selectFrom('kedge.worker')
    .selectAll()
    .where('seen_at', '>=', new Date(since))
    .orderBy('id')
    .execute();
  return rows.map((row) => readRow(WorkerRow, row, `the worker ${row.id}`));
}

export async function forgetWorkers(db: Database, before: string): Promise<void> {
  await db.deleteFrom('kedge.worker').where('seen_at', '<', new Date(before)).execute();
}
