import { sql, type Transaction } from 'kysely';
import { z } from 'zod';
import { NOTICE_TOPICS } from '#domain/notice/notice.ts';
import type { ClaimedDelivery, DeliveryEnd } from '#ports/outbox.ts';
import { findChannel } from './channel-store.ts';
import { DELIVERY_COLUMNS, DeliveryRow } from './delivery-row.ts';
import { Instant, readRow, storedInstant, storedInstantOrNull } from './read-row.ts';
import type { Database, Tables } from './tables.ts';

const ClaimRow = z.object({
  channel_id: z.string().nullable(),
  reference: z.string().nullable(),
  posted: z.boolean(),
  topic: z.enum(NOTICE_TOPICS),
  key: z.string(),
  source: z.string().nullable(),
});

/**
 * The first of a notice keeps the others waiting as long as it waits itself, also while somebody sends it. What a worker
 * took and never settled is due again when its lease is over.
 */
export async function claimDelivery(
  db: Transaction<Tables>,
  now: string,
  leaseMs: number,
): Promise<ClaimedDelivery | null> {
  const due = await db
    .selectFrom('kedge.delivery')
    .select(['id', 'maybe_sent_since'])
    .where('state', '=', 'waiting')
    .where('due_at', '<=', new Date(now))
    .where((where) =>
      where.not(
        where.exists(
          where
            .selectFrom('kedge.delivery as earlier')
            .select('earlier.id')
            .whereRef('earlier.notice_id', '=', 'kedge.delivery.notice_id')
            .where('earlier.state', '=', 'waiting')
            .whereRef('earlier.number', '<', 'kedge.delivery.number'),
        ),
      ),
    )
    .orderBy('due_at')
    .orderBy('number')
    .limit(1)
    .forUpdate()
    .skipLocked()
    .executeTakeFirst();
  if (due === undefined) return null;
  await db
    .updateTable('kedge.delivery')
    .set((set) => ({
      attempts: set('attempts', '+', 1),
      due_at: new Date(Date.parse(now) + leaseMs).toISOString(),
      maybe_sent_since: sql<string>`coalesce(maybe_sent_since, ${storedInstant(now)}::timestamptz)`,
    }))
    .where('id', '=', due.id)
    .execute();
  return claimed(db, due.id, due.maybe_sent_since);
}

async function claimed(db: Database, id: string, maybeSince: Date | null): Promise<ClaimedDelivery> {
  const row = await db
    .selectFrom('kedge.delivery')
    .innerJoin('kedge.notice', 'kedge.notice.id', 'notice_id')
    .leftJoin('kedge.source', 'kedge.source.project_id', 'kedge.notice.project_id')
    .select([...DELIVERY_COLUMNS, 'channel_id', 'reference', 'posted', 'topic', 'key'])
    .select('kedge.source.name as source')
    .where('kedge.delivery.id', '=', id)
    .orderBy('kedge.source.name')
    .limit(1)
    .executeTakeFirstOrThrow();
  const what = `the delivery ${id}`;
  const { channel_id: channel, reference, posted, topic, key, source } = readRow(ClaimRow, row, what);
  return {
    ...readRow(DeliveryRow, row, what),
    reference,
    posted,
    about: source === null ? null : { source, topic, key },
    channel: channel === null ? null : await findChannel(db, channel),
    maybeSentSince: readRow(Instant.nullable(), maybeSince, what),
  };
}

export async function settleDelivery(
  db: Transaction<Tables>,
  { id, notice, attempts }: ClaimedDelivery,
  end: DeliveryEnd,
  now: string,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('kedge.delivery')
    .set(endColumns(end, now))
    .where('id', '=', id)
    .where('state', '=', 'waiting')
    .where('attempts', '=', attempts)
    .executeTakeFirst();
  if (numUpdatedRows === 0n) return false;
  if (end.kind === 'delivered') {
    await db
      .updateTable('kedge.notice')
      .set({ posted: true, ...(end.reference === null ? {} : { reference: end.reference }) })
      .where('id', '=', notice)
      .execute();
  }
  return true;
}

function endColumns(end: DeliveryEnd, now: string) {
  switch (end.kind) {
    case 'delivered':
      return { state: 'delivered', ended_at: storedInstant(now), problem: end.note };
    case 'quiet':
      return { state: 'quiet', ended_at: storedInstant(now), problem: null };
    case 'dead':
      return { state: 'dead', ended_at: storedInstant(now), problem: end.problem };
    case 'later':
      return {
        due_at: storedInstant(end.dueAt),
        problem: end.problem,
        maybe_sent_since: storedInstantOrNull(end.maybeSentSince),
      };
  }
}
