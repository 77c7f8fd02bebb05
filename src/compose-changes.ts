import { hostname } from 'node:os';
import { relative, sep } from 'node:path';
import type { Logger } from 'pino';
import { createSourceChangeRecords } from '#adapters/git/source/change-records.ts';
import type { SourceSettings } from '#adapters/git/source/source-settings.ts';
import type { Kedge } from '#compose';
import { configProblemText } from '#platform/config-problem-text.ts';
import { loadConfig } from '#platform/config.ts';
import { createDeclarationReader } from '#platform/declaration-reader.ts';
import { identify, isAlive } from '#platform/process-identity.ts';
import type { ChangeReads } from '#ports/change-reads.ts';
import type { Checkouts } from '#ports/checkout.ts';
import type { DeclarationReader } from '#ports/declaration-reader.ts';
import type { Fleet } from '#ports/fleet.ts';
import type { Outbox } from '#ports/outbox.ts';
import type { OwnerCaller } from '#ports/owner-caller.ts';
import type { WorkQueue } from '#ports/work-queue.ts';
import type { OpenDatabase } from '#store/project-memory.ts';
import { serverChangeReads } from '#store/server-change-reads.ts';
import { changeTasks, keepDriving } from '#work/change-tasks.ts';
import type { Task } from '#work/task.ts';
import { channelCaller } from '#workflows/change/channel-caller.ts';
import { recentWatches } from '#workflows/change/recent-watches.ts';
import type { WatchCache } from '#workflows/change/watch-cache.ts';
import type { ChangeTime, FleetChangeWork } from '#workflows/fleet/change-work.ts';
import type { FleetWordDependencies } from '#workflows/fleet/say-for-fleet.ts';

export interface ChangeParts {
  readonly kedge: Kedge;
  readonly database: OpenDatabase;
  readonly fleet: Fleet;
  readonly queue: WorkQueue;
  readonly checkouts: Checkouts;
  readonly sources: SourceSettings;
  readonly time: ChangeTime;
  readonly outbox: Pick<Outbox, 'channels'>;
  readonly log: Logger;
}

export interface ComposedChanges {
  readonly time: ChangeTime;
  readonly reads: ChangeReads;
  readonly declarations: DeclarationReader;
  /** What a person says of a change, on the page or in its channel. */
  readonly words: FleetWordDependencies;
  readonly tasks: readonly Task[];
  /** Looks after changes that nobody drives. */
  keep(): { stop(): Promise<void> };
}

/** About half a gigabyte, were all of them of three metrics. One that is not at hand is opened from memory at each look. */
const MOST_WATCHES = 1200;

/** Changes of all sources: who reads, drives and speaks of them. */
export function composeChanges(parts: ChangeParts): ComposedChanges {
  const { kedge, database, fleet, queue, time, log } = parts;
  const reads = serverChangeReads(database);
  const declarations = createDeclarationReader();
  const caller = channelCaller(parts.outbox);
  const callerOf = (): OwnerCaller => caller;
  const redactText = (text: string): string => kedge.redactor.redactText(text);
  return {
    time,
    reads,
    declarations,
    words: { fleet, queue, clock: time, callerOf, redactText },
    tasks: changeTasks({
      fleet,
      checkouts: parts.checkouts,
      time,
      declarations,
      toolsIn: toolsIn(parts),
      callerOf,
      cacheOf: cacheFinder(),
      holder: async () => ({
        host: hostname(),
        pid: process.pid,
        startedAt: (await identify(process.pid))?.started ?? '',
        worker: true,
      }),
      // The queue gives the job of a change to one worker at a time: whichever had it before has it no more.
      lives: async ({ worker, host, pid, startedAt }) => {
        if (worker === true) return false;
        return host === hostname() ? isAlive({ pid, started: startedAt }) : 'elsewhere';
      },
      endLeftOvers: async () => void (await kedge.cache.sweep()),
      redactText,
    }),
    keep: () => keepDriving({ reads, queue, now: () => time.now() }, (line) => log.warn(line)),
  };
}

/** Two sources may have changes of one name. */
function cacheFinder(): (source: string) => WatchCache {
  const caches = new Map<string, WatchCache>();
  return (source) => {
    const known = caches.get(source) ?? recentWatches(MOST_WATCHES);
    caches.set(source, known);
    return known;
  };
}

const toolsIn =
  ({ kedge, sources, time }: ChangeParts): FleetChangeWork['toolsIn'] =>
  async (source, checkout, { stacks, mayBegin }) => {
    const loaded = await loadConfig(checkout.root);
    if ('problems' in loaded) {
      return {
        problem: loaded.problems.map(configProblemText).join('\n').replaceAll(`${checkout.top}/`, ''),
      };
    }
    const { root, config } = loaded;
    const tools = await kedge.changes(loaded, { stacks, mayBegin, now: () => time.now() });
    return {
      ...tools,
      root,
      records:
        source.kind === 'git'
          ? createSourceChangeRecords(sources, source, between(checkout.top, root), mayBegin)
          : tools.records,
      decisionsFolder: between(root, config.decisions.folder),
    };
  };

const between = (from: string, to: string): string => relative(from, to).split(sep).join('/');
