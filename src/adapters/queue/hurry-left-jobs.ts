import { sql } from 'kysely';
import { JOB_LANES } from '#ports/job-runner.ts';
import type { Database } from '#store/tables.ts';
import { queueName, RESCUE_PRIORITY, SILENT_SECONDS } from './boss.ts';

/**
 * Lets what a dead worker left go before all that waits, so that the places which are kept for it take it up. A worker
 * that only was silent loses nothing: its delivery is still its own.
 */
export async function hurryLeftJobs(db: Database): Promise<void> {
  await sql`
    update pgboss.job set priority = ${RESCUE_PRIORITY}
    where name = any(${JOB_LANES.map(queueName)}::text[]) and priority < ${RESCUE_PRIORITY}
      and (
        state = 'retry'
        or (state = 'active' and heartbeat_on < pgboss.job_now() - ${SILENT_SECONDS} * interval '1 second')
      )`.execute(db);
}
