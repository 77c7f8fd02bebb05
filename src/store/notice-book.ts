import { sql } from 'kysely';
import { z } from 'zod';
import { NOTICE_TOPICS, type Notice } from '#domain/notice/notice.ts';
import type { StackPlace } from '#domain/notice/route-notice.ts';
import type { HeldMember } from '#domain/notice/sort-members.ts';
import type { NoticeAbout, NoticeBook } from '#ports/notice-book.ts';
import { channels } from './channel-store.ts';
import { eventsBehind, keepTold, noticesOfChange, sourceOf } from './change-notice-store.ts';
import { queueDelivery, sayDelivery } from './delivery-queue.ts';
import { inChunks } from './in-chunks.ts';
import { memberRowOf, noticeOf, noticeRowOf } from './notice-row.ts';
import { noticeStanding } from './notice-standing.ts';
import { Instant, readRow, storedInstant } from './read-row.ts';
import type { Database } from './tables.ts';

export const noticeBook = (db: Database, project: number): NoticeBook => ({
  placeOf: (stack) => placeOf(db, project, stack),
  channels: () => channels(db),
  membersOf: (stack) => membersOf(db, project, stack),
  notices: (ids) => notices(db, ids),
  findNotice: (about) => findNotice(db, project, about),
  saveNotice: (notice) => saveNotice(db, project, notice),
  putMembers: async (notice, members) => {
    for (const some of inChunks(members)) {
      await db
        .insertInto('kedge.notice_member')
        .values(some.map((member) => memberRowOf(project, notice, member)))
        .onConflict((conflict) =>
          conflict.columns(['notice_id', 'stack', 'fingerprint']).doUpdateSet((said) => ({
            rank: said.ref('excluded.rank'),
            address: said.ref('excluded.address'),
            opened_at: said.ref('excluded.opened_at'),
            decided: said.ref('excluded.decided'),
            digest: said.ref('excluded.digest'),
            sample: said.ref('excluded.sample'),
          })),
        )
        .execute();
    }
  },
  dropMembers: async (notice, stack, fingerprints) => {
    for (const some of inChunks(fingerprints)) {
      await db
        .deleteFrom('kedge.notice_member')
        .where('notice_id', '=', notice)
        .where('stack', '=', stack)
        .where('fingerprint', 'in', some)
        .execute();
    }
  },
  standing: (notice) => noticeStanding(db, notice),
  queue: (delivery) => queueDelivery(db, delivery),
  source: () => sourceOf(db, project),
  noticesOfChange: (change) => noticesOfChange(db, project, change),
  keepTold: (notice, told) => keepTold(db, notice, told),
  eventsBehind: (change, event) => eventsBehind(db, project, change, event),
  say: (delivery) => sayDelivery(db, delivery),
});

const PlaceRow = z
  .object({
    source: z.string(),
    owner: z.string().nullable(),
    channel: z.string().nullable(),
    source_channel: z.string().nullable(),
    stale_since: Instant.nullable(),
  })
  .transform((row): StackPlace => ({
    source: row.source,
    owner: row.owner,
    stackChannel: row.channel,
    sourceChannel: row.source_channel,
    staleSince: row.stale_since,
  }));

async function placeOf(db: Database, project: number, stack: string): Promise<StackPlace | null> {
  const row = await db
    .selectFrom('kedge.fleet_stack')
    .innerJoin('kedge.source', 'kedge.source.name', 'kedge.fleet_stack.source')
    .select(['source', 'owner', 'channel', 'stale_since'])
    .select(sql<string | null>`kedge.source.settings ->> 'channel'`.as('source_channel'))
    .where('project_id', '=', project)
    .where('stack', '=', stack)
    .executeTakeFirst();
  return row === undefined ? null : readRow(PlaceRow, row, `the stack ${stack} of the fleet`);
}

const HeldRow = z
  .object({
    notice_id: z.string(),
    channel_id: z.string().nullable(),
    topic: z.enum(NOTICE_TOPICS),
    key: z.string(),
    stack: z.string(),
    fingerprint: z.string(),
    digest: z.string(),
  })
  .transform(({ notice_id: notice, channel_id: channel, ...row }): HeldMember => ({
    ...row,
    notice,
    channel,
  }));

async function membersOf(db: Database, project: number, stack: string): Promise<readonly HeldMember[]> {
  const rows = await db
    .selectFrom('kedge.notice_member')
    .innerJoin('kedge.notice', 'kedge.notice.id', 'notice_id')
    .select(['notice_id', 'channel_id', 'topic', 'key', 'stack', 'fingerprint', 'digest'])
    .where('kedge.notice_member.project_id', '=', project)
    .where('stack', '=', stack)
    .orderBy('notice_id')
    .orderBy('fingerprint')
    .execute();
  return rows.map((row) => readRow(HeldRow, row, `what the notice ${row.notice_id} is about`));
}

async function notices(db: Database, ids: readonly string[]): Promise<readonly Notice[]> {
  if (ids.length === 0) return [];
  const rows = await db.selectFrom('kedge.notice').selectAll().where('id', 'in', ids).orderBy('id').execute();
  return rows.map(noticeOf);
}

async function findNotice(
  db: Database,
  project: number,
  { channel, topic, key, closedSince }: NoticeAbout,
): Promise<Notice | null> {
  const row = await db
    .selectFrom('kedge.notice')
    .selectAll()
    .where('project_id', '=', project)
    .where('topic', '=', topic)
    .where('key', '=', key)
    .where('channel_id', 'is not distinct from', channel)
    .where((where) =>
      where.or([where('state', '=', 'open'), where('closed_at', '>=', sinceDate(closedSince))]),
    )
    .orderBy(sql`closed_at desc nulls first`)
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? null : noticeOf(row);
}

const sinceDate = (instant: string): Date => new Date(storedInstant(instant));

export async function saveNotice(db: Database, project: number | null, notice: Notice): Promise<void> {
  const { id, ...said } = noticeRowOf(project, notice);
  await db
    .insertInto('kedge.notice')
    .values({ id, ...said })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(said))
    .execute();
}
