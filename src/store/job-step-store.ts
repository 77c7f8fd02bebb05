import { sql } from 'kysely';
import type { JobLine } from '#domain/fleet/job.ts';
import type { JsonObject } from '#domain/json.ts';
import { inChunks } from './in-chunks.ts';
import { lineOf } from './job-row.ts';
import type { Attempt } from './job-store.ts';
import { readRow, storedInstant, StoredObject } from './read-row.ts';
import { jsonText } from './stored-text.ts';
import type { Database } from './tables.ts';

export async function stepResult(db: Database, job: string, name: string): Promise<JsonObject | null> {
  const row = await db
    .selectFrom('kedge.job_step')
    .select('result')
    .where('job', '=', job)
    .where('name', '=', name)
    .executeTakeFirst();
  return row === undefined ? null : readRow(StoredObject, row.result, `the step ${name} of job ${job}`);
}

/** False: the job is another attempt's now, and nothing is stored. */
export async function storeStep(
  db: Database,
  { job, attempt }: Attempt,
  name: string,
  result: JsonObject,
): Promise<boolean> {
  const { rows } = await sql<{ readonly stored: boolean }>`
    insert into kedge.job_step (job, name, result)
    select id, ${name}, ${jsonText(result)}::jsonb from kedge.job
    where id = ${job} and attempt = ${attempt} and state = 'running'
    on conflict (job, name) do nothing
    returning true as stored`.execute(db);
  return rows.length === 1;
}

/** As {@link JobLine}; of an attempt that is over they are still what happened, so nothing fences them. */
export async function addLines(db: Database, job: string, lines: readonly JobLine[]): Promise<void> {
  for (const some of inChunks(lines)) {
    await db
      .insertInto('kedge.job_line')
      .values(some.map(({ number, at, text }) => ({ job, number, at: storedInstant(at), text })))
      .onConflict((conflict) => conflict.columns(['job', 'number']).doNothing())
      .execute();
  }
}

export async function linesAfter(
  db: Database,
  job: string,
  after: number,
  limit: number,
): Promise<readonly JobLine[]> {
  const rows = await db
    .selectFrom('kedge.job_line')
    .select(['number', 'at', 'text'])
    .where('job', '=', job)
    .where('number', '>', after)
    .orderBy('number')
    .limit(limit)
    .execute();
  return rows.map(lineOf);
}

export async function lastLine(db: Database, job: string): Promise<number> {
  const { last } = await db
    .selectFrom('kedge.job_line')
    .select(sql<number>`coalesce(max(number), 0)::int`.as('last'))
    .where('job', '=', job)
    .executeTakeFirstOrThrow();
  return last;
}
