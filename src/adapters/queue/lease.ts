import { sql } from 'kysely';
import type { Database } from '#store/tables.ts';

/** What a worker holds: an attempt of a job, and the delivery that gives it the right to it. */
export interface Lease {
  readonly job: string;
  readonly attempt: number;
  readonly delivery: string;
  readonly queue: string;
  /** Which attempt of the delivery. */
  readonly taken: number;
}

export type LeaseState = 'held' | 'cancelled' | 'lost';

/** How leases stand, in one question. One that is not told of is lost. */
export async function leaseStates(
  db: Database,
  leases: readonly Lease[],
): Promise<ReadonlyMap<string, LeaseState>> {
  if (leases.length === 0) return new Map();
  const { rows } = await sql<{
    readonly id: string;
    readonly attempt: number;
    readonly cancelled: boolean;
    readonly retry_count: number;
  }>`
    select job.id, job.attempt, job.cancelled_by is not null as cancelled, lease.retry_count
    from kedge.job as job
    join pgboss.job as lease on lease.id = job.delivery
    where job.id = any(${leases.map(({ job }) => job)}::text[])
      and job.state = 'running'
      and lease.name = any(${[...new Set(leases.map(({ queue }) => queue))]}::text[])
      and lease.state = 'active'`.execute(db);
  const known = new Map(rows.map((row) => [row.id, row]));
  return new Map(
    leases.map((lease) => {
      const row = known.get(lease.job);
      if (row?.attempt !== lease.attempt || row.retry_count !== lease.taken) return [lease.job, 'lost'];
      return [lease.job, row.cancelled ? 'cancelled' : 'held'];
    }),
  );
}
