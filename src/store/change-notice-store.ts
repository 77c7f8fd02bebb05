import { sql } from 'kysely';
import { z } from 'zod';
import type { NumberedEvent, ToldNotice, ToldOfChange } from '#ports/notice-book.ts';
import type { ChangeThread, PlacedChange } from '#ports/outbox.ts';
import { noticeOf } from './notice-row.ts';
import { Instant, readRow, storedInstant } from './read-row.ts';
import type { Database } from './tables.ts';

/** The name of the source that a project is of. */
export async function sourceOf(db: Database, project: number): Promise<string | null> {
  const row = await db
    .selectFrom('kedge.source')
    .select('name')
    .where('project_id', '=', project)
    .orderBy('name')
    .limit(1)
    .executeTakeFirst();
  return row?.name ?? null;
}

const BigInteger = z.union([z.string(), z.number()]).transform(String);
const ToldRow = z.object({
  told_message: z.string().nullable(),
  told_event: BigInteger.nullable(),
});

export async function noticesOfChange(
  db: Database,
  project: number,
  change: string,
): Promise<readonly ToldNotice[]> {
  const rows = await db
    .selectFrom('kedge.notice')
    .selectAll()
    .where('project_id', '=', project)
    .where('topic', '=', 'change')
    .where('key', '=', change)
    .orderBy(sql`closed_at desc nulls first`)
    .orderBy('opened_at', 'desc')
    .orderBy('id')
    .execute();
  return rows.map((row) => {
    const told = readRow(ToldRow, row, `what was told of the change ${change}`);
    return {
      notice: noticeOf(row),
      told: { message: told.told_message ?? '', event: told.told_event ?? '0' },
    };
  });
}

export async function keepTold(
  db: Database,
  notice: string,
  { message, event }: ToldOfChange,
): Promise<void> {
  await db
    .updateTable('kedge.notice')
    .set({ told_message: message, told_event: event })
    .where('id', '=', notice)
    .execute();
}

const EventRow = z
  .object({
    id: BigInteger,
    change: z.string(),
    at: Instant,
    kind: z.string(),
    actor: z.string(),
    text: z.string(),
  })
  .transform(({ id, ...event }): NumberedEvent => ({ number: id, event }));

export async function eventsBehind(
  db: Database,
  project: number,
  change: string,
  event: string,
): Promise<readonly NumberedEvent[]> {
  const rows = await db
    .selectFrom('kedge.change_event')
    .select(['id', 'change', 'at', 'kind', 'actor', 'text'])
    .where('project_id', '=', project)
    .where('change', '=', change)
    .where('id', '>', event)
    .orderBy('id')
    .execute();
  return rows.map((row) => readRow(EventRow, row, `event ${row.id} of the change ${change}`));
}

/**
 * Changes of sources with an event behind what was told, without a message although they are live, with one although they
 * are over, or without a channel while there is one.
 */
export async function untoldChanges(db: Database, limit: number): Promise<readonly PlacedChange[]> {
  const { rows } = await sql<PlacedChange>`
    select source.name as source, change.id as change
    from kedge.change change
    join kedge.source source on source.project_id = change.project_id
    left join lateral (
      select newest.id, newest.state, newest.channel_id, newest.told_event
      from kedge.notice newest
      where newest.project_id = change.project_id and newest.topic = 'change' and newest.key = change.id
      order by newest.closed_at desc nulls first limit 1
    ) notice on true
    where case when notice.id is null then change.state not in ('closed', 'aborted')
      else (change.state in ('closed', 'aborted')) = (notice.state = 'open')
        or (notice.channel_id is null and notice.state = 'open' and exists (select 1 from kedge.channel))
        or exists (
          select 1 from kedge.change_event event
          where event.project_id = change.project_id and event.change = change.id
            and event.id > coalesce(notice.told_event, 0)
        )
      end
    order by change.opened_at, source.name, change.id
    limit ${limit}`.execute(db);
  return rows;
}

export async function unansweredChanges(
  db: Database,
  now: string,
  limit: number,
): Promise<readonly PlacedChange[]> {
  // Instants of a document are ISO 8601 in UTC, which is ordered as its text is.
  const { rows } = await sql<PlacedChange>`
    select source.name as source, change.id as change
    from kedge.change change
    join kedge.source source on source.project_id = change.project_id
    where change.state = 'holding'
      and change.document #>> '{hold,answerBy}' <= ${storedInstant(now)}
      and change.document #>> '{hold,calledAgainAt}' is null
    order by change.document #>> '{hold,answerBy}', source.name, change.id
    limit ${limit}`.execute(db);
  return rows;
}

export async function changeAt(
  db: Database,
  channel: string,
  reference: string,
): Promise<ChangeThread | null> {
  const row = await db
    .selectFrom('kedge.notice')
    .innerJoin('kedge.source', 'kedge.source.project_id', 'kedge.notice.project_id')
    .select(['kedge.source.name as source', 'key as change', 'kedge.notice.id as notice'])
    .where('channel_id', '=', channel)
    .where('reference', '=', reference)
    .where('topic', '=', 'change')
    .orderBy('kedge.source.name')
    .limit(1)
    .executeTakeFirst();
  return row ?? null;
}
