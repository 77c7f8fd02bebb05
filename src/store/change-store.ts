import { sql } from 'kysely';
import { z } from 'zod';
import { Change, type ChangeEvent } from '#domain/change/change.ts';
import type { ChangeState } from '#domain/change/change-state.ts';
import { Instant, readRow, storedInstant } from './read-row.ts';
import { jsonText } from './stored-text.ts';
import type { Database } from './tables.ts';

const ChangeRow = z.object({ document: Change }).transform(({ document }) => document);

export const changeOf = (row: { readonly id: string }): Change =>
  readRow(ChangeRow, row, `the change ${row.id}`);

const changes = (db: Database, project: number) =>
  db.selectFrom('kedge.change').select(['id', 'document']).where('project_id', '=', project);

export async function findChange(db: Database, project: number, id: string): Promise<Change | null> {
  const row = await changes(db, project).where('id', '=', id).executeTakeFirst();
  return row === undefined ? null : changeOf(row);
}

export async function changesIn(
  db: Database,
  project: number,
  states: readonly ChangeState[] | null,
): Promise<readonly Change[]> {
  const all = changes(db, project).orderBy('opened_at', 'desc').orderBy('id');
  const rows = await (states === null ? all : all.where('state', 'in', [...states])).execute();
  return rows.map(changeOf);
}

/** What was judged while it could still be corrected is final at some time, often after the change was closed. */
export async function changesToSettle(
  db: Database,
  project: number,
  now: string,
): Promise<readonly Change[]> {
  const rows = await changes(db, project)
    .where(sql<string>`document #>> '{settling,nextAt}'`, '<=', storedInstant(now))
    .orderBy('id')
    .execute();
  return rows.map(changeOf);
}

export async function openChange(db: Database, project: number, change: Change): Promise<boolean> {
  const opened = await db
    .insertInto('kedge.change')
    .values({
      project_id: project,
      id: change.id,
      document: jsonText(change),
      opened_at: storedInstant(change.openedAt),
    })
    .onConflict((conflict) => conflict.columns(['project_id', 'id']).doNothing())
    .returning('id')
    .executeTakeFirst();
  return opened !== undefined;
}

/**
 * Writes only over the same attempt or the one before, and never over a change that is closed: whoever was taken over
 * changes nothing any more.
 */
export async function saveChange(db: Database, project: number, change: Change): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('kedge.change')
    .set({ document: jsonText(change) })
    .where('project_id', '=', project)
    .where('id', '=', change.id)
    .where('state', '!=', 'closed')
    .where('attempt', 'in', [change.attempt, change.attempt - 1])
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

export async function saveSettled(db: Database, project: number, change: Change): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('kedge.change')
    .set({ document: jsonText(change) })
    .where('project_id', '=', project)
    .where('id', '=', change.id)
    .where('attempt', '=', change.attempt)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

const EventRow = z
  .object({ change: z.string(), at: Instant, kind: z.string(), actor: z.string(), text: z.string() })
  .transform((row): ChangeEvent => row);

export async function changeEvents(
  db: Database,
  project: number,
  id: string,
): Promise<readonly ChangeEvent[]> {
  const rows = await db
    .selectFrom('kedge.change_event')
    .select(['id', 'change', 'at', 'kind', 'actor', 'text'])
    .where('project_id', '=', project)
    .where('change', '=', id)
    .orderBy('id')
    .execute();
  return rows.map((row) => readRow(EventRow, row, `event ${row.id} of the change ${id}`));
}

export async function addChangeEvents(
  db: Database,
  project: number,
  events: readonly ChangeEvent[],
): Promise<void> {
  if (events.length === 0) return;
  await db
    .insertInto('kedge.change_event')
    .values(events.map((event) => ({ ...event, project_id: project, at: storedInstant(event.at) })))
    .execute();
}
