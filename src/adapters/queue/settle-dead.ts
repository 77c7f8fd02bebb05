import { sql } from 'kysely';
import { JOB_LANES } from '#ports/job-runner.ts';
import type { Database } from '#store/tables.ts';
import { queueName } from './boss.ts';

/**
 * Ends the jobs that nobody will take up again: their delivery was given up after too many workers had died with it, or
 * waited for two weeks. In one statement, so that a delivery which is just being replaced is seen before or after it.
 */
export async function settleDead(db: Database, at: string): Promise<readonly string[]> {
  const { rows } = await sql<{ readonly id: string }>`
    update kedge.job as job set
      state = case when job.cancelled_by is null then 'failed' else 'cancelled' end,
      ended_at = ${at}::timestamptz,
      problem = case when job.attempt = 0 then 'No worker took it up.'
        else 'It was begun ' || job.attempt || ' times and no worker brought it to an end: each died, or lost the database.' end
    where job.ended_at is null and not exists (
      select 1 from pgboss.job as lease
      where lease.id = job.delivery
        and lease.name = any(${JOB_LANES.map(queueName)}::text[])
        and lease.state in ('created', 'retry', 'active')
    )
    returning job.id`.execute(db);
  return rows.map(({ id }) => id);
}
