import { sql, type RawBuilder } from 'kysely';
import { z } from 'zod';
import { compareText } from '#domain/drift/order.ts';
import type { FleetDrift, FleetDriftFilter, FleetPage, PageWish } from '#ports/fleet-reads.ts';
import { cursorText, placeIn } from './fleet-cursor.ts';
import { DRIFT_COLUMNS, fleetDriftOf } from './drift-row.ts';
import {
  all,
  contains,
  filterConditions,
  placeConditions,
  sidesOf,
  stackList,
  threesOf,
} from './fleet-drift-filter.ts';
import { sourceOf, type FleetProjects } from './fleet-projects.ts';
import type { Database } from './tables.ts';

/** Where a page ended: rank, opened at, project, stack, fingerprint. */
const Place = z.tuple([z.int(), z.iso.datetime(), z.int(), z.string(), z.string()]);

type Condition = RawBuilder<unknown>;

interface Key {
  readonly rank: number;
  readonly opened_at: Date;
  readonly project_id: number;
  readonly stack: string;
  readonly fingerprint: string;
}

/** So many stacks are asked one by one; for more the order of the fleet is walked and others are passed over. */
const FEW_STACKS = 64;
/** A text that many addresses hold is found among the first so many; one that few hold by the index of threes. */
const FIRST_LOOK = 1_000;

/**
 * Keys come from the indexes alone; only the differences of the page are loaded. Those of one severity, instant and
 * stack stand in the order of their addresses within the page.
 */
export async function listFleetDrift(
  db: Database,
  projects: FleetProjects,
  filter: FleetDriftFilter,
  page: PageWish,
): Promise<FleetPage<FleetDrift> | null> {
  const behind = page.after === null ? [] : behindOf(page.after);
  if (behind === null) return null;
  const placed = placeConditions(filter, projects);
  if (placed === null) return { items: [], next: null };
  const found = await keysOf(db, projects, filter, [...placed, ...behind], behind, page.limit + 1);
  const keys = found.slice(0, page.limit);
  const last = keys.at(-1);
  return {
    items: await recordsOf(db, projects, keys),
    next: found.length > page.limit && last !== undefined ? cursorAt(last) : null,
  };
}

async function keysOf(
  db: Database,
  projects: FleetProjects,
  filter: FleetDriftFilter,
  placed: readonly Condition[],
  behind: readonly Condition[],
  wanted: number,
): Promise<readonly Key[]> {
  const { text } = filter;
  const walk = (conditions: readonly Condition[], look: number | null): Promise<readonly Key[]> =>
    pageKeys(db, projects, filter, { placed, behind, conditions, wanted, look });
  if (text === null) return walk([], null);
  const fits = contains(sql`address`, text);
  const threes = threesOf(text);
  const first = await walk([fits], FIRST_LOOK);
  if (first.length >= wanted) return first;
  return walk(threes.length === 0 ? [fits] : [sql`kedge.threes(address) @> ${threes}::text[]`, fits], null);
}

interface Look {
  /** Where in the fleet and behind which place. */
  readonly placed: readonly Condition[];
  readonly behind: readonly Condition[];
  readonly conditions: readonly Condition[];
  readonly wanted: number;
  /** Only among the first so many that fit but for `conditions`; null: among all. */
  readonly look: number | null;
}

async function pageKeys(
  db: Database,
  projects: FleetProjects,
  filter: FleetDriftFilter,
  { placed, behind, conditions, wanted, look }: Look,
): Promise<readonly Key[]> {
  const sides = sidesOf(filter).map((side) => {
    const own = filterConditions(filter, side);
    const few = filter.stacks !== null && filter.stacks.length <= FEW_STACKS;
    if (few) return ofEachStack(projects, filter, [...own, ...behind, ...conditions], wanted);
    if (look === null) return ordered([...own, ...placed, ...conditions], wanted);
    const near = sql`select ${COLUMNS}, address from kedge.drift where ${all([...own, ...placed])}
      order by ${ORDER} limit ${look}`;
    return sql`(select ${COLUMNS} from (${near}) as near where ${all(conditions)} order by ${ORDER} limit ${wanted})`;
  });
  const { rows } = await sql<Key>`select ${COLUMNS} from (${sql.join(sides, sql` union all `)}) as found
    order by ${ORDER} limit ${wanted}`.execute(db);
  return rows;
}

const COLUMNS = sql`rank, opened_at, project_id, stack, fingerprint`;
const ORDER = COLUMNS;

const ordered = (conditions: readonly Condition[], limit: number) =>
  sql`(select ${COLUMNS} from kedge.drift where ${all(conditions)} order by ${ORDER} limit ${limit})`;

/** One step into the index for each stack: what the others hold costs nothing. */
const ofEachStack = (
  projects: FleetProjects,
  { stacks }: FleetDriftFilter,
  conditions: readonly Condition[],
  limit: number,
) => sql`(select found.* from ${stackList(stacks ?? [], projects)} as wanted(project, name)
  cross join lateral (
    select ${COLUMNS} from kedge.drift
    where project_id = wanted.project and stack = wanted.name and ${all(conditions)}
    order by rank, opened_at, fingerprint limit ${limit}
  ) as found order by ${ORDER} limit ${limit})`;

/** null: no page ended there. */
function behindOf(cursor: string): readonly Condition[] | null {
  const place = placeIn(Place, cursor);
  return place === null ? null : [isBehind(place)];
}

const isBehind = ([rank, openedAt, project, stack, fingerprint]: z.infer<typeof Place>) =>
  sql`(rank, opened_at, project_id, stack, fingerprint)
    > (${rank}::smallint, ${openedAt}::timestamptz, ${project}::int, ${stack}, ${fingerprint})`;

const cursorAt = ({ rank, opened_at, project_id, stack, fingerprint }: Key): string =>
  cursorText([rank, opened_at.toISOString(), project_id, stack, fingerprint]);

/** In the order of the keys, and by address where they say the same. */
async function recordsOf(
  db: Database,
  projects: FleetProjects,
  keys: readonly Key[],
): Promise<readonly FleetDrift[]> {
  if (keys.length === 0) return [];
  const ids = keys.map(({ project_id }) => project_id);
  const stacks = keys.map(({ stack }) => stack);
  const fingerprints = keys.map(({ fingerprint }) => fingerprint);
  const rows = await db
    .selectFrom('kedge.drift')
    .select([...DRIFT_COLUMNS, 'project_id'])
    .where(
      sql<boolean>`(project_id, stack, fingerprint) in
        (select * from unnest(${ids}::int[], ${stacks}::text[], ${fingerprints}::text[]))`,
    )
    .execute();
  const records = new Map(
    rows.map((row) => [textOf(row), fleetDriftOf(row, sourceOf(projects, row.project_id))]),
  );
  const listed = keys.flatMap((key) => {
    const record = records.get(textOf(key));
    return record === undefined ? [] : [{ key, record }];
  });
  return [...Map.groupBy(listed, ({ key }) => orderText(key)).values()].flatMap((same) =>
    same.map(({ record }) => record).toSorted(compareAddresses),
  );
}

const textOf = ({ project_id, stack, fingerprint }: Omit<Key, 'rank' | 'opened_at'>): string =>
  JSON.stringify([project_id, stack, fingerprint]);

const orderText = ({ rank, opened_at, project_id, stack }: Key): string =>
  JSON.stringify([rank, opened_at, project_id, stack]);

const compareAddresses = ({ difference: a }: FleetDrift, { difference: b }: FleetDrift): number =>
  compareText(a.address, b.address) || compareText(a.path, b.path);

/** Stops counting at `most`. */
export async function countFleetDrift(
  db: Database,
  projects: FleetProjects,
  filter: FleetDriftFilter,
  most: number,
): Promise<number> {
  const placed = placeConditions(filter, projects);
  if (placed === null) return 0;
  const { text } = filter;
  if (text !== null && (await fitsAmongFirst(db, filter, placed, text)) >= Math.min(most, FIRST_LOOK))
    return most;
  const texts = text === null ? [] : textConditions(text);
  let count = 0;
  for (const side of sidesOf(filter)) {
    const { rows } = await sql<{ readonly count: number }>`select count(*)::int as count from (
      select from kedge.drift where ${all([...filterConditions(filter, side), ...placed, ...texts])}
      limit ${most - count}
    ) as few`.execute(db);
    count += rows[0]?.count ?? 0;
    if (count >= most) break;
  }
  return count;
}

/** What nearly all hold is not worth an index, and is seen at once. */
async function fitsAmongFirst(
  db: Database,
  filter: FleetDriftFilter,
  placed: readonly Condition[],
  text: string,
): Promise<number> {
  const [side = false] = sidesOf(filter);
  const { rows } = await sql<{ readonly count: number }>`select count(*)::int as count from (
    select address from kedge.drift where ${all([...filterConditions(filter, side), ...placed])}
    order by ${ORDER} limit ${FIRST_LOOK}
  ) as near where ${contains(sql`address`, text)}`.execute(db);
  return rows[0]?.count ?? 0;
}

export function textConditions(text: string): readonly Condition[] {
  const threes = threesOf(text);
  const fits = contains(sql`address`, text);
  return threes.length === 0 ? [fits] : [sql`kedge.threes(address) @> ${threes}::text[]`, fits];
}
