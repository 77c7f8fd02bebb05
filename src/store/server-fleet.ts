import type { Fleet } from '#ports/fleet.ts';
import type { Memory } from '#ports/memory.ts';
import { announce, changesAfter, forgetChanges, lastChange } from './fleet-change-store.ts';
import {
  addSource,
  changeSource,
  findSource,
  noteSync,
  noteSyncProblem,
  removeSource,
  sources,
} from './fleet-source-store.ts';
import {
  dueStacks,
  findFleetStack,
  fleetStacks,
  keepStacks,
  markStale,
  noteScan,
  settleRun,
} from './fleet-stack-store.ts';
import { changeFiles, keepChangeFiles } from './change-file-store.ts';
import { projectId, projectMemory, type OpenDatabase } from './project-memory.ts';
import { takeRate } from './rate-store.ts';
import { keepReport, lastReport } from './scan-report-store.ts';
import { beat, forgetWorkers, workers } from './worker-store.ts';

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;

/** The fleet of a server in its open database. Closing the database is for whoever opened it. */
export function serverFleet(database: OpenDatabase): Fleet {
  const { db, explain } = database;
  const memories = new Map<string, Memory>();
  const asked = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw explain(error);
    }
  };
  const memoryOf = async (name: string): Promise<Memory | null> => {
    const project = (await findSource(db, name))?.project ?? null;
    if (project === null) return null;
    const known = memories.get(project);
    if (known !== undefined) return known;
    const memory = { ...(await projectMemory(database, project)), close: () => Promise.resolve() };
    memories.set(project, memory);
    return memory;
  };
  return {
    sources: () => asked(() => sources(db)),
    findSource: (name) => asked(() => findSource(db, name)),
    addSource: (source) => asked(() => addSource(db, source)),
    changeSource: (source) => asked(() => changeSource(db, source)),
    removeSource: (name) => asked(() => removeSource(db, name)),
    noteSync: (name, { project, ...sync }) =>
      asked(async () => {
        const other = await noteSync(db, name, { ...sync, project: await projectId(db, project) });
        if (other === null) return null;
        return {
          refused: `Cannot read the source ${name}: the source ${other} has the same memory (${project}), and the two would open and close each other's differences. Remove one of them, or give each a \`project\` of its own in kedge.yaml.`,
        };
      }),
    noteSyncProblem: (name, at, problem) => asked(() => noteSyncProblem(db, name, at, problem)),
    memoryOf: (source) => asked(() => memoryOf(source)),
    stacks: (source) => asked(() => fleetStacks(db, source)),
    findStack: (source, stack) => asked(() => findFleetStack(db, source, stack)),
    keepStacks: (source, stacks, now, nextRun) => asked(() => keepStacks(db, source, stacks, now, nextRun)),
    dueStacks: (now, limit) => asked(() => dueStacks(db, now, limit)),
    settleRun: (stack, nextRunAt) => asked(() => settleRun(db, stack, nextRunAt)),
    noteScan: (source, stack, scan) => asked(() => noteScan(db, source, stack, scan)),
    keepReport: (source, stack, report) => asked(() => keepReport(db, source, stack, report)),
    lastReport: (source, stack) => asked(() => lastReport(db, source, stack)),
    markStale: (stack, since) => asked(() => markStale(db, stack, since)),
    keepChangeFiles: (source, files, read) => asked(() => keepChangeFiles(db, source, files, read)),
    changeFiles: (source) => asked(() => changeFiles(db, source)),
    takeRate: (account, limit, nowMs) => asked(() => takeRate(db, account, limit, nowMs)),
    announce: (changes) => asked(() => announce(db, changes)),
    changesAfter: (number) => asked(() => changesAfter(db, number)),
    lastChange: () => asked(() => lastChange(db)),
    beat: (worker) => asked(() => beat(db, worker)),
    workers: (since) => asked(() => workers(db, since)),
    tidy: (now) =>
      asked(async () => {
        const at = Date.parse(now);
        await forgetChanges(db, new Date(at - HOUR_MS).toISOString());
        await forgetWorkers(db, new Date(at - DAY_MS).toISOString());
      }),
  };
}
