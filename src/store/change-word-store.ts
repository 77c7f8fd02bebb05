import { storedInstant } from './read-row.ts';
import type { Database } from './tables.ts';

export async function wordCounted(
  db: Database,
  project: number,
  change: string,
  mark: string,
): Promise<boolean> {
  const row = await db
    .selectFrom('kedge.change_word')
    .select('mark')
    .where('project_id', '=', project)
    .where('change', '=', change)
    .where('mark', '=', mark)
    .executeTakeFirst();
  return row !== undefined;
}

/** The key decides, so that of two who heard it at once one counts it. */
export async function countWord(
  db: Database,
  project: number,
  change: string,
  mark: string,
  at: string,
): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('kedge.change_word')
    .values({ project_id: project, change, mark, at: storedInstant(at) })
    .onConflict((conflict) => conflict.columns(['project_id', 'change', 'mark']).doNothing())
    .executeTakeFirst();
  return numInsertedOrUpdatedRows === 1n;
}
