import type { ChangeReads } from '#ports/change-reads.ts';
import {
  changeFigures,
  changesToDrive,
  changesToSettle,
  countChanges,
  listChanges,
} from './fleet-changes.ts';
import { fleetProjects, type FleetProjects } from './fleet-projects.ts';
import { workOn } from './live-work.ts';
import type { OpenDatabase } from './project-memory.ts';

/** The reads of a server over the changes of all of its sources. Closing the database is for whoever opened it. */
export function serverChangeReads({ db, explain }: OpenDatabase): ChangeReads {
  const asked = async <T>(work: (projects: FleetProjects) => Promise<T>): Promise<T> => {
    try {
      return await work(await fleetProjects(db));
    } catch (error) {
      throw explain(error);
    }
  };
  return {
    listChanges: (filter, page) => asked((projects) => listChanges(db, projects, filter, page)),
    countChanges: (filter, most) => asked((projects) => countChanges(db, projects, filter, most)),
    toDrive: () => asked((projects) => changesToDrive(db, projects)),
    toSettle: (now) => asked((projects) => changesToSettle(db, projects, now)),
    workOn: (keys) => asked(() => workOn(db, keys)),
    changeFigures: (nowMs) => asked((projects) => changeFigures(db, projects, nowMs)),
  };
}
