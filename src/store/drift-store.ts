import { sql } from 'kysely';
import type { DriftRecord } from '#domain/drift/life/drift-record.ts';
import { DRIFT_COLUMNS, driftRecordOf, driftRowOf } from './drift-row.ts';
import { inChunks } from './in-chunks.ts';
import type { Database } from './tables.ts';

const START = /^[0-9a-f]{4,12}$/;

/** Those whose fingerprint or alias begins like this; none for what is no start of a fingerprint. */
export async function findDrift(
  db: Database,
  project: number,
  idOrStart: string,
): Promise<readonly DriftRecord[]> {
  const start = idOrStart.toLowerCase();
  if (!START.test(start)) return [];
  // Every hex digit sorts before `g`: a range that an index serves.
  const end = `${start}g`;
  const rows = await db
    .selectFrom('kedge.drift')
    .select(DRIFT_COLUMNS)
    .where('project_id', '=', project)
    .where((eb) =>
      eb.or([
        eb.and([eb('fingerprint', '>=', start), eb('fingerprint', '<', end)]),
        eb.and([
          eb('aliases', '<>', sql<string[]>`'{}'`),
          sql<boolean>`exists (select from unnest(aliases) as alias where starts_with(alias, ${start}))`,
        ]),
      ]),
    )
    .orderBy('stack')
    .orderBy('fingerprint')
    .execute();
  return rows.map(driftRecordOf);
}

export async function driftAt(
  db: Database,
  project: number,
  stack: string | null,
  address: string,
): Promise<readonly DriftRecord[]> {
  const rows = await db
    .selectFrom('kedge.drift')
    .select(DRIFT_COLUMNS)
    .where('project_id', '=', project)
    .where('address', '=', address)
    .where(sql<boolean>`not closed`)
    .$if(stack !== null, (query) => query.where('stack', '=', stack))
    .orderBy('stack')
    .orderBy('path')
    .orderBy('fingerprint')
    .execute();
  return rows.map(driftRecordOf);
}

export async function driftOfStack(
  db: Database,
  project: number,
  stack: string,
): Promise<readonly DriftRecord[]> {
  const rows = await db
    .selectFrom('kedge.drift')
    .select(DRIFT_COLUMNS)
    .where('project_id', '=', project)
    .where('stack', '=', stack)
    .orderBy('address')
    .orderBy('path')
    .orderBy('fingerprint')
    .execute();
  return rows.map(driftRecordOf);
}

export async function saveDrift(
  db: Database,
  project: number,
  records: readonly DriftRecord[],
): Promise<void> {
  for (const some of inChunks(records)) {
    await db
      .insertInto('kedge.drift')
      .values(some.map((record) => driftRowOf(project, record)))
      .onConflict((conflict) =>
        conflict.columns(['project_id', 'stack', 'fingerprint']).doUpdateSet((eb) => ({
          state: eb.ref('excluded.state'),
          difference: sql<string>`excluded.difference`,
          cause: eb.ref('excluded.cause'),
          first_seen: sql<string>`excluded.first_seen`,
          last_seen: sql<string>`excluded.last_seen`,
          opened_at: sql<string>`excluded.opened_at`,
          decided_at: sql<string | null>`excluded.decided_at`,
          closed_at: sql<string | null>`excluded.closed_at`,
          times_reopened: eb.ref('excluded.times_reopened'),
          toggles: sql<string>`excluded.toggles`,
          decision: eb.ref('excluded.decision'),
          aliases: eb.ref('excluded.aliases'),
        })),
      )
      .execute();
  }
}
