import { sql, type Transaction } from 'kysely';
import { type Job, isOver } from '#domain/fleet/job.ts';
import type { JobPage, JobQuery, JobRequest, QueueDepth } from '#ports/work-queue.ts';
import { jobOf } from './job-row.ts';
import { storedInstant, storedInstantOrNull } from './read-row.ts';
import { jsonText } from './stored-text.ts';
import type { Database, Tables } from './tables.ts';

/** Makes a job that is to be delivered as `delivery`. False: one with the same `once` waits. */
export async function insertJob(
  transaction: Transaction<Tables>,
  request: JobRequest,
  made: {
    readonly id: string;
    readonly delivery: string;
    readonly at: string;
    readonly trace: string | null;
  },
): Promise<boolean> {
  const { id, delivery, at, trace } = made;
  const { numInsertedOrUpdatedRows: added } = await transaction
    .insertInto('kedge.job')
    .values({
      id,
      task: request.task,
      data: jsonText(request.data),
      source: request.source,
      stack: request.stack,
      key: request.key,
      once: request.once,
      state: 'waiting',
      priority: request.priority,
      requested_by: request.requestedBy,
      created_at: storedInstant(at),
      start_after: storedInstantOrNull(request.startAfter),
      delivery,
      trace,
    })
    .onConflict((conflict) =>
      conflict.column('once').where('state', '=', 'waiting').where('once', 'is not', null).doNothing(),
    )
    .executeTakeFirstOrThrow();
  return added === 1n;
}

export interface WaitingJob {
  readonly id: string;
  readonly delivery: string;
  readonly priority: number;
  /** null: as soon as a worker is free. */
  readonly startAfter: string | null;
}

export async function waitingOnce(
  transaction: Transaction<Tables>,
  once: string,
): Promise<WaitingJob | null> {
  const row = await transaction
    .selectFrom('kedge.job')
    .select(['id', 'delivery', 'priority', 'start_after'])
    .where('once', '=', once)
    .where('state', '=', 'waiting')
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined) return null;
  const { id, delivery, priority, start_after: startAfter } = row;
  return { id, delivery, priority, startAfter: startAfter?.toISOString() ?? null };
}

export async function hurryJob(
  db: Database,
  id: string,
  { priority, startAfter }: Pick<WaitingJob, 'priority' | 'startAfter'>,
): Promise<void> {
  await db
    .updateTable('kedge.job')
    .set({ priority, start_after: storedInstantOrNull(startAfter) })
    .where('id', '=', id)
    .execute();
}

export interface Taken {
  readonly job: Job;
  readonly key: string | null;
}

/**
 * A worker takes a delivery up: from here on every earlier attempt may do nothing any more. null: the job is over, or
 * goes on under another delivery.
 */
export async function takeJob(
  db: Database,
  by: {
    readonly delivery: string;
    readonly taken: number;
    readonly worker: string;
    readonly at: string;
  },
): Promise<Taken | null> {
  const row = await db
    .updateTable('kedge.job')
    .set({
      state: 'running',
      attempt: sql`attempt + 1`,
      taken: by.taken,
      worker: by.worker,
      // From now on a second one of the same kind may wait.
      once: null,
      started_at: sql`coalesce(started_at, ${storedInstant(by.at)}::timestamptz)`,
      progress: null,
    })
    .where('delivery', '=', by.delivery)
    .where('state', 'in', ['waiting', 'running'])
    .returningAll()
    .executeTakeFirst();
  return row === undefined ? null : { job: jobOf(row), key: row.key };
}

/** An attempt of a job, as its worker knows it. */
export interface Attempt {
  readonly job: string;
  readonly attempt: number;
}

/** The row when it is still this attempt's: every write of a worker goes through it. */
const held = (db: Database, { job, attempt }: Attempt) =>
  db
    .updateTable('kedge.job')
    .where('id', '=', job)
    .where('attempt', '=', attempt)
    .where('state', '=', 'running');

export interface Ended {
  readonly state: 'done' | 'failed';
  readonly at: string;
  readonly result: Job['result'];
  readonly problem: string | null;
}

/** Somebody who cancelled it hears that it was cancelled, whatever it came to. False: it is another attempt's now. */
export async function endJob(db: Database, of: Attempt, end: Ended): Promise<boolean> {
  const { numUpdatedRows: ended } = await held(db, of)
    .set({
      state: sql`case when cancelled_by is not null and ${end.state} = 'failed' then 'cancelled' else ${end.state} end`,
      ended_at: storedInstant(end.at),
      result: end.result === null ? null : jsonText(end.result),
      problem: end.problem,
    })
    .executeTakeFirstOrThrow();
  return ended === 1n;
}

/** Puts a job that runs back among those that wait, under a new delivery. False: it is another attempt's now. */
export async function waitAgain(
  transaction: Transaction<Tables>,
  of: Attempt,
  next: { readonly delivery: string; readonly startAfter: string | null; readonly once: string | null },
): Promise<boolean> {
  const { numUpdatedRows: waits } = await held(transaction, of)
    .where('cancelled_by', 'is', null)
    .set({
      state: 'waiting',
      delivery: next.delivery,
      taken: null,
      once: next.once,
      start_after: storedInstantOrNull(next.startAfter),
    })
    .executeTakeFirstOrThrow();
  return waits === 1n;
}

export async function noteProgress(db: Database, of: Attempt, progress: Job['progress']): Promise<void> {
  await held(db, of)
    .set({ progress: progress === null ? null : jsonText(progress) })
    .execute();
}

export async function findJob(db: Database, id: string): Promise<Job | null> {
  const row = await db.selectFrom('kedge.job').selectAll().where('id', '=', id).executeTakeFirst();
  return row === undefined ? null : jobOf(row);
}

export async function listJobs(db: Database, query: JobQuery): Promise<JobPage> {
  let fitting = db.selectFrom('kedge.job');
  if (query.states !== null) fitting = fitting.where('state', 'in', [...query.states]);
  if (query.task !== null) fitting = fitting.where('task', '=', query.task);
  if (query.source !== null) fitting = fitting.where('source', '=', query.source);
  if (query.stack !== null) fitting = fitting.where('stack', '=', query.stack);
  const { total } = await fitting.select(sql<number>`count(*)::int`.as('total')).executeTakeFirstOrThrow();
  const after = query.after === null ? fitting : fitting.where('number', '<', placeOf(query.after));
  const rows = await after
    .selectAll()
    .orderBy('number', 'desc')
    .limit(query.limit + 1)
    .execute();
  const page = rows.slice(0, query.limit);
  const last = page.at(-1);
  return {
    jobs: page.map(jobOf),
    next: rows.length > query.limit && last !== undefined ? String(last.number) : null,
    total,
  };
}

function placeOf(cursor: string): string {
  if (/^[0-9]{1,18}$/.test(cursor)) return cursor;
  throw new Error(
    `Cannot continue the list of jobs from ${JSON.stringify(cursor)}: no page ended there. Start from the first page.`,
  );
}

/** null: there is no such job. Otherwise the state that it was in, and its delivery when it still waited. */
export async function cancelJob(
  transaction: Transaction<Tables>,
  id: string,
  { by, at }: { readonly by: string; readonly at: string },
): Promise<{ readonly was: Job['state']; readonly delivery: string; readonly job: Job } | null> {
  const row = await transaction
    .selectFrom('kedge.job')
    .selectAll()
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined) return null;
  const job = jobOf(row);
  if (!isOver(job.state)) {
    await transaction
      .updateTable('kedge.job')
      .set({
        cancelled_by: by,
        ...(job.state === 'waiting' ? { state: 'cancelled', ended_at: storedInstant(at) } : {}),
      })
      .where('id', '=', id)
      .execute();
  }
  return { was: job.state, delivery: row.delivery, job };
}

export async function queueDepth(db: Database, now: string): Promise<QueueDepth> {
  const row = await db
    .selectFrom('kedge.job')
    .select([
      sql<number>`(count(*) filter (where state = 'waiting'))::int`.as('waiting'),
      sql<number>`(count(*) filter (where state = 'running'))::int`.as('running'),
      sql<number>`coalesce(extract(epoch from ${now}::timestamptz - min(greatest(created_at, start_after))
        filter (where state = 'waiting' and greatest(created_at, start_after) <= ${now}::timestamptz)) * 1000, 0)::float8`.as(
        'oldest',
      ),
    ])
    .where('ended_at', 'is', null)
    .executeTakeFirstOrThrow();
  const { retried } = await db
    .selectFrom('kedge.job')
    .select(sql<number>`count(*)::int`.as('retried'))
    .where('attempt', '>', 1)
    .executeTakeFirstOrThrow();
  return { waiting: row.waiting, running: row.running, oldestWaitingMs: Math.max(0, row.oldest), retried };
}

/** Jobs that ended before, at most 5,000 at a time: a long lock would hold up those that work. */
export async function forgetJobs(db: Database, before: string): Promise<number> {
  const { numDeletedRows: gone } = await db
    .deleteFrom('kedge.job')
    .where('id', 'in', (eb) =>
      eb.selectFrom('kedge.job').select('id').where('ended_at', '<', new Date(before)).limit(5000),
    )
    .executeTakeFirstOrThrow();
  return Number(gone);
}
