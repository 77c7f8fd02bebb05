import { sql } from 'kysely';
import type { LiveWork } from '#ports/change-reads.ts';
import { jobOf } from './job-row.ts';
import type { Database } from './tables.ts';

/** Jobs that wait or run under these keys. Of several under one, the one that runs, else the one that begins next. */
export async function workOn(db: Database, keys: readonly string[]): Promise<ReadonlyMap<string, LiveWork>> {
  if (keys.length === 0) return new Map();
  const rows = await db
    .selectFrom('kedge.job')
    .selectAll()
    .where('ended_at', 'is', null)
    .where(sql<boolean>`key = any(${[...keys]}::text[])`)
    .orderBy(sql`state = 'running'`)
    .orderBy(sql`coalesce(start_after, created_at)`, 'desc')
    .execute();
  return new Map(
    rows.map((row) => {
      const { id, state, startAfter, progress } = jobOf(row);
      return [row.key ?? '', { job: id, running: state === 'running', startAfter, progress }];
    }),
  );
}
