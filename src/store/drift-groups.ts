import { sql } from 'kysely';
import type { DriftGroup, DriftGroupQuery } from '#ports/memory.ts';
import { fitting } from './drift-list.ts';
import { DRIFT_COLUMNS, driftRecordOf } from './drift-row.ts';
import type { Database } from './tables.ts';

/** Counted in SQL from an index; of each group that is given only one record is loaded. */
export async function driftGroups(
  db: Database,
  project: number,
  query: DriftGroupQuery,
): Promise<readonly DriftGroup[]> {
  const groups = await groupsOf(db, project, query).execute();
  if (groups.length === 0) return [];
  const causes = groups.map(({ cause }) => cause);
  const reaches = new Map(
    (await reachOf(db, project, query, causes).execute()).map((row) => [row.cause, row]),
  );
  const firsts = await firstOfEach(db, project, query, causes).execute();
  const records = new Map(firsts.map((row) => [row.cause, driftRecordOf(row)]));
  return groups.flatMap(({ cause, differences }) => {
    const first = records.get(cause);
    const reach = reaches.get(cause);
    if (first === undefined || reach === undefined) return [];
    return [{ cause, first, differences, resources: reach.resources, stacks: reach.stacks }];
  });
}

/**
 * At least two resources: the lowest and the highest are not the same, which needs no sorting as a count of distinct
 * ones does. Those are only counted of what is given.
 */
export function groupsOf(db: Database, project: number, query: DriftGroupQuery) {
  const resource = sql.ref('resource');
  return fitting(db, project, query)
    .select(['cause', sql<number>`count(*)::int`.as('differences')])
    .groupBy('cause')
    .having(sql<boolean>`min(${resource}) <> max(${resource})`)
    .orderBy((eb) => eb.fn.min('rank'))
    .orderBy('differences', 'desc')
    .orderBy('cause')
    .limit(query.limit);
}

const reachOf = (db: Database, project: number, query: DriftGroupQuery, causes: readonly string[]) =>
  fitting(db, project, query)
    .select([
      'cause',
      sql<number>`count(distinct resource)::int`.as('resources'),
      sql<number>`count(distinct stack)::int`.as('stacks'),
    ])
    .where('cause', 'in', [...causes])
    .groupBy('cause');

/** One step into the index for each: a cause that hit a thousand resources costs what one that hit two does. */
export function firstOfEach(
  db: Database,
  project: number,
  query: DriftGroupQuery,
  causes: readonly string[],
) {
  const first = fitting(db, project, query)
    .select([...DRIFT_COLUMNS, 'cause'])
    .where('cause', '=', sql<string>`wanted.cause`)
    .orderBy('rank')
    .orderBy('opened_at')
    .orderBy('stack')
    .orderBy('address')
    .orderBy('path')
    .orderBy('fingerprint')
    .limit(1)
    .as('first');
  return db
    .selectFrom(sql<{ readonly cause: string }>`unnest(${causes}::text[])`.as<'wanted'>(sql`wanted(cause)`))
    .innerJoinLateral(
      () => first,
      (join) => join.onTrue(),
    )
    .selectAll('first');
}
