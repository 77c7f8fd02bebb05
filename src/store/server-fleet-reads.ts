import { sql } from 'kysely';
import type { FleetDrift, FleetReads } from '#ports/fleet-reads.ts';
import { DRIFT_COLUMNS, fleetDriftOf } from './drift-row.ts';
import { countFleetAudit, listFleetAudit } from './fleet-audit.ts';
import { countFleetDecisions, listFleetDecisions } from './fleet-decisions.ts';
import { fleetDriftGroups } from './fleet-drift-groups.ts';
import { driftNamed } from './fleet-drift-named.ts';
import { countFleetDrift, listFleetDrift } from './fleet-drift-list.ts';
import {
  acceptancesEnding,
  driftByDay,
  happenedSince,
  openByAge,
  openedBefore,
  statusesByDay,
} from './fleet-history.ts';
import { fleetProjects, projectsOf, type FleetProjects } from './fleet-projects.ts';
import { all, inStacks } from './fleet-drift-filter.ts';
import { driftFigures } from './drift-figures.ts';
import { countScans, listScans, scansAfter } from './fleet-scans.ts';
import { fleetMark, fleetStandings } from './fleet-standings.ts';
import { fleetTally } from './fleet-tally.ts';
import { SERVER_PROJECT } from './access-store.ts';
import { projectMemory, type OpenDatabase } from './project-memory.ts';
import { runOfDrift } from './run-store.ts';
import type { Database } from './tables.ts';

/** The reads of a server over all of its sources. Closing the database is for whoever opened it. */
export function serverFleetReads(database: OpenDatabase): FleetReads {
  const { db, explain } = database;
  const asked = async <T>(work: (projects: FleetProjects) => Promise<T>): Promise<T> => {
    try {
      return await work(await fleetProjects(db));
    } catch (error) {
      throw explain(error);
    }
  };
  return {
    mark: async () => {
      try {
        return await fleetMark(db);
      } catch (error) {
        throw explain(error);
      }
    },
    standings: () => asked(() => fleetStandings(db)),
    tally: () => asked((projects) => fleetTally(db, projects)),
    listDrift: (filter, page) => asked((projects) => listFleetDrift(db, projects, filter, page)),
    countDrift: (filter, most) => asked((projects) => countFleetDrift(db, projects, filter, most)),
    driftGroups: (filter, limit) => asked((projects) => fleetDriftGroups(db, projects, filter, limit)),
    findDrift: (source, fingerprint) =>
      asked(async ({ ids }) => {
        const project = ids.get(source);
        return project === undefined ? [] : findFleetDrift(db, project, source, fingerprint);
      }),
    driftNamed: (name, places, limit) => asked((projects) => driftNamed(db, projects, name, places, limit)),
    placesOf: (source, fingerprints) =>
      asked(async ({ ids }) => {
        const project = ids.get(source);
        return project === undefined ? [] : placesOf(db, project, fingerprints);
      }),
    runOf: (source, stack, fingerprint) =>
      asked(async ({ ids }) => {
        const project = ids.get(source);
        return project === undefined ? null : runOfDrift(db, project, stack, fingerprint);
      }),
    scansOf: (source, stack, page) =>
      asked(async ({ ids }) => {
        const project = ids.get(source);
        return project === undefined ? { items: [], next: null } : listScans(db, project, stack, page);
      }),
    countScans: (source, stack, most) =>
      asked(async ({ ids }) => {
        const project = ids.get(source);
        return project === undefined ? 0 : countScans(db, project, stack, most);
      }),
    scansAfter: (after) => asked((projects) => scansAfter(db, projects, after)),
    figures: ({ sources, stacks }, now, windowMs) =>
      asked((projects) => {
        const ids = projectsOf(projects, sources);
        const within = [
          sql`project_id = any(${ids}::int[])`,
          ...(stacks === null ? [] : [inStacks(stacks, projects)]),
        ];
        return driftFigures(db, sql<boolean>`(${all(within)})`, now, windowMs);
      }),
    happenedSince: (since, stacks) => asked((projects) => happenedSince(db, projects, since, stacks)),
    openedBefore: (source, before, stacks) =>
      asked((projects) => openedBefore(db, projects, stacks, source, before)),
    acceptancesEnding: (day, stacks) => asked((projects) => acceptancesEnding(db, projects, stacks, day)),
    driftByDay: (from, stacks) => asked((projects) => driftByDay(db, projects, from, stacks)),
    statusesByDay: (from, stacks) => asked((projects) => statusesByDay(db, projects, from, stacks)),
    openByAge: (now, limitsMs) => asked((projects) => openByAge(db, projects, now, limitsMs)),
    listDecisions: (filter, page) => asked((projects) => listFleetDecisions(db, projects, filter, page)),
    countDecisions: (filter, most) => asked((projects) => countFleetDecisions(db, projects, filter, most)),
    serverLog: () => projectMemory(database, SERVER_PROJECT),
    listAudit: (filter, page) => asked((projects) => listFleetAudit(db, projects, filter, page)),
    countAudit: (filter, most) => asked((projects) => countFleetAudit(db, projects, filter, most)),
  };
}

async function findFleetDrift(
  db: Database,
  project: number,
  source: string,
  fingerprint: string,
): Promise<readonly FleetDrift[]> {
  const rows = await db
    .selectFrom('kedge.drift')
    .select(DRIFT_COLUMNS)
    .where('project_id', '=', project)
    .where((eb) =>
      eb.or([
        eb('fingerprint', '=', fingerprint),
        eb.and([eb('aliases', '<>', sql<string[]>`'{}'`), sql<boolean>`${fingerprint} = any(aliases)`]),
      ]),
    )
    .orderBy('stack')
    .orderBy('fingerprint')
    .execute();
  return rows.map((row) => fleetDriftOf(row, source));
}

const placesOf = (db: Database, project: number, fingerprints: readonly string[]) =>
  db
    .selectFrom('kedge.drift')
    .select(['stack', 'fingerprint'])
    .where('project_id', '=', project)
    .where(sql<boolean>`fingerprint = any(${[...fingerprints]}::text[])`)
    .orderBy('stack')
    .orderBy('fingerprint')
    .execute();
