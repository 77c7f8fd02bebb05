import { sql } from 'kysely';
import type { DriftGroup, DriftGroupQuery } from '#ports/memory.ts';
import { fitting } from './drift-list.ts';
import { DRIFT_COLUMNS, driftRecordOf } from './drift-row.ts';
import type { Database } from './tables.ts';

/** Counted in SQL over an index; of each group that is given only one record is loaded. */
export async function driftGroups(
  db: Database,
  project: number,
  query: DriftGroupQuery,
): Promise<readonly DriftGroup[]> {
  const groups = await groupsOf(db, project, query).execute();
  const firsts = await firstOfEach(
    db,
    project,
    query,
    groups.map(({ cause }) => cause),
  );
  return groups.flatMap(({ cause, differences, resources, stacks }) => {
    const first = firsts.get(cause);
    return first === undefined
      ? []
      : [{ cause, first: driftRecordOf(first), differences, resources, stacks }];
  });
}

export function groupsOf(db: Database, project: number, query: DriftGroupQuery) {
  const resources = sql<number>`count(distinct (stack, address))::int`;
  return fitting(db, project, query)
    .select([
      'cause',
      sql<number>`count(*)::int`.as('differences'),
      resources.as('resources'),
      sql<number>`count(distinct stack)::int`.as('stacks'),
    ])
    .groupBy('cause')
    .having(resources, '>', 1)
    .orderBy((eb) => eb.fn.min('rank'))
    .orderBy('differences', 'desc')
    .orderBy('cause')
    .limit(query.limit);
}

async function firstOfEach(db: Database, project: number, query: DriftGroupQuery, causes: readonly string[]) {
  if (causes.length === 0) return new Map<string, never>();
  const rows = await fitting(db, project, query)
    .select([...DRIFT_COLUMNS, 'cause'])
    .distinctOn('cause')
    .where('cause', 'in', causes)
    .orderBy('cause')
    .orderBy('rank')
    .orderBy('opened_at')
    .orderBy('stack')
    .orderBy('address')
    .orderBy('path')
    .orderBy('fingerprint')
    .execute();
  return new Map(rows.map((row) => [row.cause, row]));
}
