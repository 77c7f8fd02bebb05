import { sql, type RawBuilder, type SelectQueryBuilder } from 'kysely';
import { DRIFT_STATES, isClosed } from '#domain/drift/life/drift-state.ts';
import { SEVERITIES } from '#domain/drift/severity.ts';
import type { DriftPage, DriftQuery } from '#ports/memory.ts';
import { cursorAt, placeOf, rankOf, type Place } from './drift-cursor.ts';
import { DRIFT_COLUMNS, driftRecordOf } from './drift-row.ts';
import type { Database, Tables } from './tables.ts';

/** A page by the place where the one before ended, not by a count: page 50 costs what the first one does. */
export async function listDrift(db: Database, project: number, query: DriftQuery): Promise<DriftPage> {
  const { total } = await fitting(db, project, query)
    .select(sql<number>`count(*)::int`.as('total'))
    .executeTakeFirstOrThrow();
  const rows = await pageOf(db, project, query).execute();
  const records = rows.slice(0, query.limit).map(driftRecordOf);
  const last = records.at(-1);
  const next = rows.length > query.limit && last !== undefined ? cursorAt(last) : null;
  return { records, next, total };
}

/** One row more than the page holds, which tells whether another page follows. */
export function pageOf(db: Database, project: number, query: DriftQuery) {
  const all = fitting(db, project, query);
  return (query.after === null ? all : all.where(isAfter(placeOf(query.after))))
    .select(DRIFT_COLUMNS)
    .orderBy('rank')
    .orderBy('opened_at')
    .orderBy('stack')
    .orderBy('address')
    .orderBy('path')
    .orderBy('fingerprint')
    .limit(query.limit + 1);
}

type Fitting = SelectQueryBuilder<Tables, 'kedge.drift', object>;

/** One project, or what a condition over the columns `project_id` and `stack` holds for. */
export type Places = number | RawBuilder<boolean>;

export const inPlaces = (places: Places): RawBuilder<boolean> =>
  typeof places === 'number' ? sql<boolean>`project_id = ${places}` : places;

export function fitting(db: Database, project: Places, query: Omit<DriftQuery, 'limit' | 'after'>): Fitting {
  let rows: Fitting = db.selectFrom('kedge.drift').where(inPlaces(project));
  const { states, stack } = query;
  if (states !== null) {
    rows = rows.where('state', 'in', states.length === 0 ? [''] : states);
    // Said on its own, because the indexes hold only what is not closed.
    if (!states.some(isClosed)) rows = rows.where(sql<boolean>`not closed`);
  }
  if (stack !== null) rows = rows.where('stack', '=', stack);
  const ranks = ranksOf(query);
  return ranks === null ? rows : rows.where('rank', 'in', ranks.length === 0 ? [-1] : ranks);
}

function ranksOf({ drift, severities }: Pick<DriftQuery, 'drift' | 'severities'>): number[] | null {
  if (drift === null && severities === null) return null;
  const sides = drift === null ? [true, false] : [drift];
  return sides.flatMap((side) => (severities ?? SEVERITIES).map((severity) => rankOf(side, severity)));
}

const isAfter = ([rank, openedAt, stack, address, path, fingerprint]: Place) =>
  sql<boolean>`(rank, opened_at, stack, address, path, fingerprint) >
    (${rank}::smallint, ${openedAt}::timestamptz, ${stack}, ${address}, ${path}, ${fingerprint})`;

/** Not closed: what a person may still have to do with. */
export const NOT_CLOSED = DRIFT_STATES.filter((state) => !isClosed(state));
