import { z } from 'zod';
import type { Change } from '#domain/change/change.ts';
import type { LockHolder } from '#domain/change/change-lock.ts';
import { Instant, readRow, storedInstant } from './read-row.ts';
import type { Database } from './tables.ts';

const HolderRow = z
  .object({ key: z.string(), change: z.string(), owner: z.string(), channel: z.string(), since: Instant })
  .transform((row): LockHolder => row);

/** Services are the same ones for every project of a database, stacks are the project's own. */
const scopeOf = (project: number, key: string): number => (key.startsWith('service ') ? 0 : project);

export async function lockHolders(
  db: Database,
  project: number,
  keys: readonly string[],
): Promise<readonly LockHolder[]> {
  if (keys.length === 0) return [];
  const rows = await db
    .selectFrom('kedge.change_lock')
    .select(['key', 'change', 'owner', 'channel', 'since'])
    .where('key', 'in', [...keys])
    .where('scope', 'in', [0, project])
    .orderBy('key')
    .execute();
  return rows.map((row) => readRow(HolderRow, row, `the lock on ${row.key}`));
}

/** The primary key decides, so that no reading before can be out of date. */
export async function takeLocks(
  db: Database,
  project: number,
  { id, declaration }: Change,
  keys: readonly string[],
  since: string,
): Promise<readonly LockHolder[]> {
  const { owner, channel } = declaration;
  const rows = keys.map((key) => ({
    scope: scopeOf(project, key),
    key,
    project_id: project,
    change: id,
    owner,
    channel,
    since: storedInstant(since),
  }));
  if (rows.length === 0) return [];
  const taken = await db
    .insertInto('kedge.change_lock')
    .values(rows)
    .onConflict((conflict) => conflict.columns(['scope', 'key']).doNothing())
    .returning('key')
    .execute();
  if (taken.length === rows.length) return [];
  const holders = await lockHolders(db, project, keys);
  if (taken.length > 0) {
    await db
      .deleteFrom('kedge.change_lock')
      .where('project_id', '=', project)
      .where('change', '=', id)
      .where(
        'key',
        'in',
        taken.map(({ key }) => key),
      )
      .execute();
  }
  return holders.filter(({ key }) => !taken.some((own) => own.key === key));
}

export async function freeLocks(db: Database, project: number, id: string): Promise<void> {
  await db
    .deleteFrom('kedge.change_lock')
    .where('project_id', '=', project)
    .where('change', '=', id)
    .execute();
}
