import { sql, type Transaction } from 'kysely';
import { severityRank } from '#domain/drift/severity.ts';
import type { DigestContent, SaidOnce } from '#ports/outbox.ts';
import { queueDelivery } from './delivery-queue.ts';
import { saveNotice } from './notice-book.ts';
import { noticeOf } from './notice-row.ts';
import { storedInstant } from './read-row.ts';
import type { Database, Tables } from './tables.ts';

const MOST = 10;

/** What waits for the digest of a channel. */
export async function digestOf(db: Database, channel: string, since: string): Promise<DigestContent> {
  const from = new Date(storedInstant(since));
  const waiting = db
    .selectFrom('kedge.notice')
    .where('channel_id', '=', channel)
    .where('way', '=', 'digest')
    .where('topic', '<>', 'digest');
  const rows = await waiting.selectAll().where('state', '=', 'open').execute();
  const counts = await waiting
    .select([
      sql<number>`(count(*) filter (where state = 'open'))::int`.as('open'),
      sql<number>`(count(*) filter (where state = 'open' and updated_at >= ${from}))::int`.as('fresh'),
      sql<number>`(count(*) filter (where state = 'closed' and closed_at >= ${from}))::int`.as('closed'),
    ])
    .executeTakeFirstOrThrow();
  const open = rows
    .map(noticeOf)
    .toSorted(
      (a, b) => severityRank(a.severity) - severityRank(b.severity) || (a.openedAt < b.openedAt ? -1 : 1),
    )
    .slice(0, MOST);
  return { open, openCount: counts.open, newCount: counts.fresh, closedCount: counts.closed };
}

export async function digestsDoneAt(db: Database): Promise<ReadonlyMap<string, string>> {
  const rows = await db
    .selectFrom('kedge.channel')
    .select(['id', 'digest_done_at'])
    .where('digest_done_at', 'is not', null)
    .execute();
  return new Map(rows.map(({ id, digest_done_at: at }) => [id, at?.toISOString() ?? '']));
}

/** One worker of many makes the digest: the one that moves the mark. */
export async function noteDigest(
  db: Transaction<Tables>,
  channel: string,
  before: string | null,
  now: string,
  said: SaidOnce | null,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('kedge.channel')
    .set({ digest_done_at: storedInstant(now) })
    .where('id', '=', channel)
    .where('digest_done_at', 'is not distinct from', before === null ? null : new Date(before))
    .executeTakeFirst();
  if (numUpdatedRows === 0n) return false;
  if (said !== null) {
    await saveNotice(db, null, said.notice);
    await queueDelivery(db, said.delivery);
  }
  return true;
}
