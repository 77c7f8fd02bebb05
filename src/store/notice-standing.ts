import { sql } from 'kysely';
import { z } from 'zod';
import { SEVERITIES } from '#domain/drift/severity.ts';
import type { NoticeStanding } from '#domain/notice/notice.ts';
import { Instant, readRow } from './read-row.ts';
import type { Database } from './tables.ts';

const SAMPLES = 5;

const CountsRow = z.object({
  members: z.int(),
  resources: z.int(),
  stacks: z.int(),
  decided: z.int(),
  rank: z.int().min(0).max(3).nullable(),
  oldest: Instant.nullable(),
});

const SampleRow = z
  .object({
    stack: z.string(),
    fingerprint: z.string(),
    sample: z.object({ subject: z.string(), text: z.string(), owner: z.string().nullable() }),
  })
  .transform(({ sample, ...row }) => ({ ...sample, ...row }));

/** Counted by the database: one cause may have hit thousands of resources. */
export async function noticeStanding(db: Database, notice: string): Promise<NoticeStanding | null> {
  const counted = await db
    .selectFrom('kedge.notice_member')
    .select([
      sql<number>`count(*)::int`.as('members'),
      sql<number>`count(distinct (stack, address))::int`.as('resources'),
      sql<number>`count(distinct stack)::int`.as('stacks'),
      sql<number>`(count(*) filter (where decided))::int`.as('decided'),
      sql<number | null>`min(rank)::int`.as('rank'),
      sql<Date | null>`min(opened_at)`.as('oldest'),
    ])
    .where('notice_id', '=', notice)
    .executeTakeFirstOrThrow();
  const { rank, oldest, ...counts } = readRow(CountsRow, counted, `the counts of the notice ${notice}`);
  const severity = rank === null ? undefined : SEVERITIES[rank];
  if (severity === undefined || oldest === null) return null;
  const rows = await db
    .selectFrom('kedge.notice_member')
    .select(['stack', 'fingerprint', 'sample'])
    .where('notice_id', '=', notice)
    .orderBy('rank')
    .orderBy('opened_at')
    .orderBy('stack')
    .orderBy('address')
    .orderBy('fingerprint')
    .limit(SAMPLES)
    .execute();
  const samples = rows.map((row) => readRow(SampleRow, row, `what the notice ${notice} is about`));
  return { ...counts, severity, oldestOpenedAt: oldest, samples };
}
