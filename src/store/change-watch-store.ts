import { z } from 'zod';
import { Look } from '#domain/change/look.ts';
import { WatchHistory } from '#domain/change/watch-history.ts';
import { readRow } from './read-row.ts';
import { jsonText } from './stored-text.ts';
import type { Database } from './tables.ts';

const LookRow = z.object({ document: Look }).transform(({ document }) => document);
const HistoryRow = z.object({ document: WatchHistory }).transform(({ document }) => document);

export async function changeLooks(
  db: Database,
  project: number,
  id: string,
  watch: number,
  from: number,
): Promise<readonly Look[]> {
  const rows = await db
    .selectFrom('kedge.change_look')
    .select(['number', 'document'])
    .where('project_id', '=', project)
    .where('change', '=', id)
    .where('watch', '=', watch)
    .where('number', '>=', from)
    .orderBy('number')
    .execute();
  return rows.map((row) => readRow(LookRow, row, `look ${row.number} of the change ${id}`));
}

/** The number is part of the key: the second of two looks with one number is refused, whoever makes it. */
export async function addLook(db: Database, project: number, id: string, look: Look): Promise<boolean> {
  const added = await db
    .insertInto('kedge.change_look')
    .values({
      project_id: project,
      change: id,
      watch: look.watch,
      number: look.number,
      document: jsonText(look),
    })
    .onConflict((conflict) => conflict.columns(['project_id', 'change', 'watch', 'number']).doNothing())
    .returning('number')
    .executeTakeFirst();
  return added !== undefined;
}

export async function watchHistory(
  db: Database,
  project: number,
  id: string,
  watch: number,
): Promise<WatchHistory | null> {
  const row = await db
    .selectFrom('kedge.watch_history')
    .select('document')
    .where('project_id', '=', project)
    .where('change', '=', id)
    .where('watch', '=', watch)
    .executeTakeFirst();
  return row === undefined
    ? null
    : readRow(HistoryRow, row, `the history of watch ${watch} of the change ${id}`);
}

/** Written once: what a watch is held against does not change while it runs. */
export async function saveWatchHistory(
  db: Database,
  project: number,
  id: string,
  watch: number,
  history: WatchHistory,
): Promise<void> {
  await db
    .insertInto('kedge.watch_history')
    .values({ project_id: project, change: id, watch, document: jsonText(history) })
    .onConflict((conflict) => conflict.columns(['project_id', 'change', 'watch']).doNothing())
    .execute();
}
