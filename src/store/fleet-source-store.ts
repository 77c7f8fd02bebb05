import { z } from 'zod';
import type { FleetSource } from '#domain/fleet/fleet-source.ts';
import type { Source } from '#domain/fleet/source.ts';
import { SecretReference } from '#domain/secret/secret-reference.ts';
import { Instant, readRow, storedInstant } from './read-row.ts';
import { jsonText } from './stored-text.ts';
import type { Database } from './tables.ts';

const anySource = {
  name: z.string(),
  subfolder: z.string(),
  team: z.string().nullable(),
  channel: z.string().nullable().exactOptional(),
};

const StoredSource: z.ZodType<Source> = z.discriminatedUnion('kind', [
  z.object({
    ...anySource,
    kind: z.literal('git'),
    url: z.string(),
    branch: z.string(),
    credential: z.object({ secret: SecretReference, username: z.string().nullable() }).nullable(),
    push: z.boolean(),
    hookSecret: SecretReference.nullable(),
  }),
  z.object({ ...anySource, kind: z.literal('folder'), folder: z.string() }),
]);

const SourceRow = z
  .object({
    settings: StoredSource,
    project: z.string().nullable(),
    synced_at: Instant.nullable(),
    synced_commit: z.string().nullable(),
    sync_problem: z.string().nullable(),
  })
  .transform(
    ({ settings, project, synced_at: at, synced_commit: commit, sync_problem: problem }): FleetSource => ({
      source: settings,
      project,
      synced: at === null ? null : { at, commit, problem },
    }),
  );

const sourceRows = (db: Database) =>
  db
    .selectFrom('kedge.source')
    .leftJoin('kedge.project', 'kedge.project.id', 'kedge.source.project_id')
    .select([
      'kedge.source.name as source',
      'settings',
      'kedge.project.name as project',
      'synced_at',
      'synced_commit',
      'sync_problem',
    ]);

const sourceOf = (row: { readonly source: string }): FleetSource =>
  readRow(SourceRow, row, `the source ${row.source}`);

export async function sources(db: Database): Promise<readonly FleetSource[]> {
  return (await sourceRows(db).orderBy('kedge.source.name').execute()).map(sourceOf);
}

export async function findSource(db: Database, name: string): Promise<FleetSource | null> {
  const row = await sourceRows(db).where('kedge.source.name', '=', name).executeTakeFirst();
  return row === undefined ? null : sourceOf(row);
}

export async function addSource(db: Database, source: Source): Promise<boolean> {
  const { numInsertedOrUpdatedRows: added } = await db
    .insertInto('kedge.source')
    .values({ name: source.name, settings: jsonText(source) })
    .onConflict((conflict) => conflict.column('name').doNothing())
    .executeTakeFirstOrThrow();
  return added === 1n;
}

export async function changeSource(db: Database, source: Source): Promise<boolean> {
  const { numUpdatedRows: changed } = await db
    .updateTable('kedge.source')
    .set({ settings: jsonText(source) })
    .where('name', '=', source.name)
    .executeTakeFirstOrThrow();
  return changed === 1n;
}

export async function removeSource(db: Database, name: string): Promise<boolean> {
  const { numDeletedRows: removed } = await db
    .deleteFrom('kedge.source')
    .where('name', '=', name)
    .executeTakeFirstOrThrow();
  return removed === 1n;
}

/** The name of the source that has the project already, when it is another one. */
export async function noteSync(
  db: Database,
  name: string,
  sync: { readonly at: string; readonly commit: string | null; readonly project: number },
): Promise<string | null> {
  return db.transaction().execute(async (transaction) => {
    const other = await transaction
      .selectFrom('kedge.source')
      .select('name')
      .where('project_id', '=', sync.project)
      .where('name', '<>', name)
      .executeTakeFirst();
    if (other !== undefined) return other.name;
    await transaction
      .updateTable('kedge.source')
      .set({
        project_id: sync.project,
        synced_at: storedInstant(sync.at),
        synced_commit: sync.commit,
        sync_problem: null,
      })
      .where('name', '=', name)
      .execute();
    return null;
  });
}

export async function noteSyncProblem(
  db: Database,
  name: string,
  at: string,
  problem: string,
): Promise<void> {
  await db
    .updateTable('kedge.source')
    .set({ synced_at: storedInstant(at), sync_problem: problem })
    .where('name', '=', name)
    .execute();
}
