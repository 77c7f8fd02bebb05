import type { Database } from './tables.ts';

/** The projects of memory that the sources of the server have, by both names. */
export interface FleetProjects {
  readonly ids: ReadonlyMap<string, number>;
  readonly sources: ReadonlyMap<number, string>;
}

export async function fleetProjects(db: Database): Promise<FleetProjects> {
  const rows = await db.selectFrom('kedge.source').select(['name', 'project_id']).orderBy('name').execute();
  const known = rows.flatMap(({ name, project_id: id }) => (id === null ? [] : [[name, id] as const]));
  return { ids: new Map(known), sources: new Map(known.map(([name, id]) => [id, name])) };
}

/** null: all of them. A source that was never read has none. */
export const projectsOf = ({ ids, sources }: FleetProjects, named: readonly string[] | null): number[] =>
  named === null ? [...sources.keys()] : named.flatMap((name) => ids.get(name) ?? []);

export function sourceOf({ sources }: FleetProjects, project: number): string {
  const source = sources.get(project);
  if (source === undefined) throw new Error(`Project ${project} belongs to no source.`);
  return source;
}
