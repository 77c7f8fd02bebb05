import { sql, type Transaction } from 'kysely';
import { z } from 'zod';
import type { DeliveryCounts, DeliveryListQuery, DeliveryPage, ListedDelivery } from '#ports/outbox.ts';
import { DELIVERY_COLUMNS, DeliveryRow } from './delivery-row.ts';
import { Instant, readRow, storedInstant } from './read-row.ts';
import type { Database, Tables } from './tables.ts';

const ListRow = z.object({
  channel_id: z.string().nullable(),
  channel_name: z.string().nullable(),
  source: z.string().nullable(),
});

const listed = (db: Database) =>
  db
    .selectFrom('kedge.delivery')
    .innerJoin('kedge.notice', 'kedge.notice.id', 'kedge.delivery.notice_id')
    .leftJoin('kedge.channel', 'kedge.channel.id', 'kedge.notice.channel_id')
    .leftJoin('kedge.source', 'kedge.source.project_id', 'kedge.notice.project_id')
    .select([
      ...DELIVERY_COLUMNS,
      'number',
      'channel_id',
      'kedge.channel.name as channel_name',
      'kedge.source.name as source',
    ]);

function listedOf(row: { readonly id: string }): ListedDelivery {
  const what = `the delivery ${row.id}`;
  const { channel_id: id, channel_name: name, source } = readRow(ListRow, row, what);
  return {
    ...readRow(DeliveryRow, row, what),
    channel: id === null || name === null ? null : { id, name },
    source,
  };
}

/** The newest first. */
export async function deliveries(
  db: Database,
  { state, channel, limit, after }: DeliveryListQuery,
): Promise<DeliveryPage> {
  const before = after === null || !/^\d{1,18}$/.test(after) ? null : after;
  const rows = await listed(db)
    .$if(state !== null, (query) => query.where('kedge.delivery.state', '=', state ?? ''))
    .$if(channel !== null, (query) => query.where('channel_id', '=', channel))
    .$if(before !== null, (query) => query.where('number', '<', sql<string>`${before}::bigint`))
    .orderBy('number', 'desc')
    .limit(limit + 1)
    .execute();
  const { total } = await db
    .selectFrom('kedge.delivery')
    .innerJoin('kedge.notice', 'kedge.notice.id', 'notice_id')
    .select(sql<number>`count(*)::int`.as('total'))
    .$if(state !== null, (query) => query.where('kedge.delivery.state', '=', state ?? ''))
    .$if(channel !== null, (query) => query.where('channel_id', '=', channel))
    .executeTakeFirstOrThrow();
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    deliveries: shown.map(listedOf),
    next: rows.length > limit && last !== undefined ? String(last.number) : null,
    total,
  };
}

export async function findDelivery(db: Database, id: string): Promise<ListedDelivery | null> {
  const row = await listed(db).where('kedge.delivery.id', '=', id).executeTakeFirst();
  return row === undefined ? null : listedOf(row);
}

const NOT_DEAD = 'It is not given up, so there is nothing to send again.';

/** A dead one waits again, unless what came after it says more: an older text would be written over a newer one. */
export async function retryDelivery(
  db: Transaction<Tables>,
  id: string,
  now: string,
): Promise<{ readonly refused: string } | null> {
  const row = await db
    .selectFrom('kedge.delivery')
    .select(['number', 'notice_id', 'state'])
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  if (row?.state !== 'dead') return { refused: NOT_DEAD };
  const newer = await db
    .selectFrom('kedge.delivery')
    .select('id')
    .where('notice_id', '=', row.notice_id)
    .where('number', '>', row.number)
    .where('kind', '<>', 'reply')
    .where('state', 'in', ['waiting', 'delivered'])
    .executeTakeFirst();
  if (newer !== undefined) {
    return { refused: 'A newer message about the same has taken its place. That one tells how it stands.' };
  }
  await db
    .updateTable('kedge.delivery')
    .set({ state: 'waiting', ended_at: null, attempts: 0, due_at: storedInstant(now) })
    .where('id', '=', id)
    .execute();
  return null;
}

const CountRow = z.object({ waiting: z.int(), dead: z.int(), last: Instant.nullable() });

export async function deliveryCounts(db: Database): Promise<ReadonlyMap<string, DeliveryCounts>> {
  const rows = await db
    .selectFrom('kedge.delivery')
    .innerJoin('kedge.notice', 'kedge.notice.id', 'notice_id')
    .select('channel_id')
    .select([
      sql<number>`(count(*) filter (where kedge.delivery.state = 'waiting'))::int`.as('waiting'),
      sql<number>`(count(*) filter (where kedge.delivery.state = 'dead'))::int`.as('dead'),
      sql<Date | null>`max(ended_at) filter (where kedge.delivery.state = 'delivered')`.as('last'),
    ])
    .where('channel_id', 'is not', null)
    .groupBy('channel_id')
    .execute();
  return new Map(
    rows.map((row) => {
      const { waiting, dead, last } = readRow(CountRow, row, 'the counts of deliveries');
      return [row.channel_id ?? '', { waiting, dead, lastDeliveredAt: last }];
    }),
  );
}
