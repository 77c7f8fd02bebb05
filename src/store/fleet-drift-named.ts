import { sql } from 'kysely';
import type { FleetDrift, FleetPlaces, FleetReads } from '#ports/fleet-reads.ts';
import { DRIFT_COLUMNS, fleetDriftOf } from './drift-row.ts';
import { inStacks } from './fleet-drift-filter.ts';
import { projectsOf, sourceOf, type FleetProjects } from './fleet-projects.ts';
import type { Database } from './tables.ts';

type Name = Parameters<FleetReads['driftNamed']>[0];

/** What a word of a person means, over all sources. Each project is one step into its index. */
export async function driftNamed(
  db: Database,
  projects: FleetProjects,
  name: Name,
  { sources, stacks }: FleetPlaces,
  limit: number,
): Promise<readonly FleetDrift[]> {
  const ids = projectsOf(projects, sources);
  if (ids.length === 0 || stacks?.length === 0) return [];
  const rows = await db
    .selectFrom('kedge.drift')
    .select([...DRIFT_COLUMNS, 'project_id'])
    .where(sql<boolean>`project_id = any(${ids}::int[])`)
    .$if(stacks !== null, (query) => query.where(sql<boolean>`${inStacks(stacks ?? [], projects)}`))
    .where('address' in name ? isAt(name.address) : beginsWith(name.fingerprint))
    .orderBy('project_id')
    .orderBy('stack')
    .orderBy('path')
    .orderBy('fingerprint')
    .limit(limit)
    .execute();
  return rows.map((row) => fleetDriftOf(row, sourceOf(projects, row.project_id)));
}

const isAt = (address: string) => sql<boolean>`(address = ${address} and not closed)`;

/** Every hex digit sorts before `g`: a range that an index serves. */
const beginsWith = (start: string) => sql<boolean>`((fingerprint >= ${start} and fingerprint < ${`${start}g`})
  or (aliases <> '{}' and exists (select from unnest(aliases) as alias where starts_with(alias, ${start}))))`;
