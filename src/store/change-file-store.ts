import { sql } from 'kysely';
import { z } from 'zod';
import { DeclaredFile } from '#domain/change/declared-file.ts';
import type { FleetChangeFile } from '#ports/fleet.ts';
import { inChunks } from './in-chunks.ts';
import { Instant, readRow, storedInstant } from './read-row.ts';
import { jsonText } from './stored-text.ts';
import type { Database } from './tables.ts';

const FileRow = z
  .object({ source: z.string(), document: DeclaredFile, commit: z.string().nullable(), seen_at: Instant })
  .transform(({ source, document, commit, seen_at: seenAt }): FleetChangeFile => ({
    source,
    ...document,
    commit,
    seenAt,
  }));

const fileOf = (row: { readonly source: string; readonly path: string }): FleetChangeFile =>
  readRow(FileRow, row, `the declaration ${row.path} of ${row.source}`);

/** What is there now, and nothing of what was there before. */
export async function keepChangeFiles(
  db: Database,
  source: string,
  files: readonly DeclaredFile[],
  { at, commit }: { readonly at: string; readonly commit: string | null },
): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    // One sync of a source at a time, and none of a source that was removed meanwhile.
    const known = await transaction
      .selectFrom('kedge.source')
      .select('name')
      .where('name', '=', source)
      .forUpdate()
      .executeTakeFirst();
    if (known === undefined) return;
    await transaction
      .deleteFrom('kedge.change_file')
      .where('source', '=', source)
      .where(sql<boolean>`path <> all(${files.map(({ path }) => path)}::text[])`)
      .execute();
    for (const some of inChunks(files)) {
      await transaction
        .insertInto('kedge.change_file')
        .values(
          some.map((file) => ({
            source,
            path: file.path,
            document: jsonText(file),
            commit,
            seen_at: storedInstant(at),
          })),
        )
        .onConflict((conflict) =>
          conflict.columns(['source', 'path']).doUpdateSet((eb) => ({
            document: eb.ref('excluded.document'),
            commit: eb.ref('excluded.commit'),
            seen_at: eb.ref('excluded.seen_at'),
          })),
        )
        .execute();
    }
  });
}

/** In the order of source and path; null: of all sources. */
export async function changeFiles(db: Database, source: string | null): Promise<readonly FleetChangeFile[]> {
  const all = db.selectFrom('kedge.change_file').selectAll().orderBy('source').orderBy('path');
  const rows = await (source === null ? all : all.where('source', '=', source)).execute();
  return rows.map(fileOf);
}
