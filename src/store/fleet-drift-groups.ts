import { sql, type RawBuilder } from 'kysely';
import type { FleetDriftFilter, FleetDriftGroup } from '#ports/fleet-reads.ts';
import { DRIFT_COLUMNS, fleetDriftOf } from './drift-row.ts';
import { all, filterConditions, placeConditions, sidesOf } from './fleet-drift-filter.ts';
import { textConditions } from './fleet-drift-list.ts';
import { sourceOf, type FleetProjects } from './fleet-projects.ts';
import type { Database } from './tables.ts';

interface Cause {
  readonly cause: string;
  readonly differences: number;
}

interface Reach {
  readonly cause: string;
  readonly resources: number;
  readonly stacks: number;
}

/** Of what is not closed. The groups are told from an index alone, and only what is given is loaded. */
export async function fleetDriftGroups(
  db: Database,
  projects: FleetProjects,
  filter: FleetDriftFilter,
  limit: number,
): Promise<readonly FleetDriftGroup[]> {
  const placed = placeConditions(filter, projects);
  // No state of those asked for is open: nothing to group, and `in ()` is no SQL.
  if (placed === null || !sidesOf(filter).includes(false)) return [];
  const texts = filter.text === null ? [] : textConditions(filter.text);
  const where = all([...filterConditions(filter, false), ...placed, ...texts]);
  const causes = await causesOf(db, where, limit);
  if (causes.length === 0) return [];
  const names = causes.map(({ cause }) => cause);
  const reaches = new Map((await reachOf(db, where, names)).map((row) => [row.cause, row]));
  const firsts = await firstOfEach(db, projects, where, names);
  return causes.flatMap(({ cause, differences }) => {
    const first = firsts.get(cause);
    const reach = reaches.get(cause);
    if (first === undefined || reach === undefined) return [];
    return [{ cause, first, differences, resources: reach.resources, stacks: reach.stacks }];
  });
}

/** As in the groups of one project the lowest resource is not the highest; the same one in two sources is two. */
async function causesOf(db: Database, where: RawBuilder<unknown>, limit: number): Promise<readonly Cause[]> {
  const { rows } = await sql<Cause>`select cause, count(*)::int as differences
    from kedge.drift where ${where}
    group by cause having min(resource) <> max(resource) or min(project_id) <> max(project_id)
    order by min(rank), count(*) desc, cause limit ${limit}`.execute(db);
  return rows;
}

async function reachOf(
  db: Database,
  where: RawBuilder<unknown>,
  causes: readonly string[],
): Promise<readonly Reach[]> {
  // The same stack and address in two sources are two of each.
  const { rows } = await sql<Reach>`select cause,
      count(distinct (project_id, resource))::int as resources,
      count(distinct (project_id, stack))::int as stacks
    from kedge.drift where ${where} and cause = any(${[...causes]}::text[]) group by cause`.execute(db);
  return rows;
}

async function firstOfEach(
  db: Database,
  projects: FleetProjects,
  where: RawBuilder<unknown>,
  causes: readonly string[],
): Promise<ReadonlyMap<string, FleetDriftGroup['first']>> {
  const { rows } = await sql<{
    readonly cause: string;
    readonly project_id: number;
    readonly stack: string;
    readonly fingerprint: string;
  }>`select first.*
    from unnest(${[...causes]}::text[]) as wanted(name)
    cross join lateral (
      select ${sql.join(DRIFT_COLUMNS.map((column) => sql.ref(column)))}, cause, project_id
      from kedge.drift where ${where} and cause = wanted.name
      order by rank, opened_at, project_id, stack, fingerprint limit 1
    ) as first`.execute(db);
  return new Map(rows.map((row) => [row.cause, fleetDriftOf(row, sourceOf(projects, row.project_id))]));
}
