import { sql, type RawBuilder } from 'kysely';
import { isClosed } from '#domain/drift/life/drift-state.ts';
import { SEVERITIES } from '#domain/drift/severity.ts';
import type { FleetDriftFilter, StackKey } from '#ports/fleet-reads.ts';
import { rankOf } from './drift-cursor.ts';
import { projectsOf, type FleetProjects } from './fleet-projects.ts';

type Condition = RawBuilder<unknown>;

/** All of them have to hold. */
export const all = (conditions: readonly Condition[]): Condition => sql.join(conditions, sql` and `);

/** `closed` begins every index: what is open and what is closed are asked for apart. */
export const sidesOf = ({ states }: FleetDriftFilter): readonly boolean[] =>
  [false, true].filter((side) => states.some((state) => isClosed(state) === side));

/** The conditions over the table of differences for one side. Those over its stacks are {@link placeConditions}. */
export function filterConditions(filter: FleetDriftFilter, closed: boolean): readonly Condition[] {
  const states = filter.states.filter((state) => isClosed(state) === closed);
  return [
    closed ? sql`closed` : sql`not closed`,
    sql`state in (${sql.join(states)})`,
    ...rankConditions(filter),
    ...(filter.classes === null ? [] : [sql`class = any(${[...filter.classes]}::text[])`]),
    ...(filter.cause === null ? [] : [sql`cause = ${filter.cause}`]),
  ];
}

/** A range walks an index in its order; a list of ranks alone would not. */
function rankConditions({ drift, severities }: FleetDriftFilter): readonly Condition[] {
  const sides = drift === null ? [true, false] : [drift];
  const ranks = sides.flatMap((side) => (severities ?? SEVERITIES).map((severity) => rankOf(side, severity)));
  const least = Math.min(...ranks);
  const most = Math.max(...ranks);
  if (least === most) return [sql`rank = ${least}::smallint`];
  const range = sql`rank between ${least}::smallint and ${most}::smallint`;
  const gaps = most - least + 1 > ranks.length;
  return gaps ? [range, sql`rank = any(${ranks}::smallint[])`] : [range];
}

/** null: nothing can fit. */
export function placeConditions(
  filter: FleetDriftFilter,
  projects: FleetProjects,
): readonly Condition[] | null {
  const ids = projectsOf(projects, filter.sources);
  if (ids.length === 0 || filter.stacks?.length === 0) return null;
  const [only] = ids;
  const within = ids.length === 1 ? sql`project_id = ${only}::int` : sql`project_id = any(${ids}::int[])`;
  return filter.stacks === null ? [within] : [within, inStacks(filter.stacks, projects)];
}

export const inStacks = (stacks: readonly StackKey[], projects: FleetProjects): Condition =>
  sql`(project_id, stack) in (select * from ${stackList(stacks, projects)})`;

/** As a table of project and stack. */
export function stackList(stacks: readonly StackKey[], { ids }: FleetProjects): Condition {
  const known = stacks.flatMap(({ source, stack }) => {
    const id = ids.get(source);
    return id === undefined ? [] : [{ id, stack }];
  });
  return sql`unnest(${known.map(({ id }) => id)}::int[], ${known.map(({ stack }) => stack)}::text[])`;
}

/** `%` and `_` of a person mean themselves. */
const escaped = (text: string): string => text.replaceAll(/[\\%_]/g, String.raw`\$&`);

export const contains = (column: Condition, text: string): Condition =>
  sql`lower(${column}) like ${`%${escaped(text.toLowerCase())}%`}`;

/** For the index of threes: every three letters of the text in a row. Too short a text has none. */
export function threesOf(text: string): readonly string[] {
  const letters = Array.from(text.toLowerCase());
  const threes = letters.slice(0, -2).map((_, at) => letters.slice(at, at + 3).join(''));
  return [...new Set(threes)];
}
