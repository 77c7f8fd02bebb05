import type { Change, Holder } from '#domain/change/change.ts';
import type { Source } from '#domain/fleet/source.ts';
import type { Checkout, Checkouts } from '#ports/checkout.ts';
import type { Clock } from '#ports/clock.ts';
import type { DeclarationReader } from '#ports/declaration-reader.ts';
import type { Fleet } from '#ports/fleet.ts';
import type { Memory } from '#ports/memory.ts';
import type { OwnerCaller } from '#ports/owner-caller.ts';
import type { RunningJob } from '#ports/work-queue.ts';
import type { ChangeDependencies } from '../change/change-dependencies.ts';
import type { CodeTools } from '../change/code-tools.ts';
import type { WatchCache } from '../change/watch-cache.ts';
import type { ChangeName } from './change-jobs.ts';

/** The time that changes tell. A demo and the tests let it pass faster than the world's. */
export interface ChangeTime extends Clock {
  /** How long the world takes for so much of it. */
  inWorld(ms: number): number;
}

/** What a change is driven with in one checkout. */
export interface CheckoutTools extends Pick<
  ChangeDependencies,
  'runner' | 'metrics' | 'records' | 'freezes' | 'code' | 'decisionsFolder'
> {
  /** Of the project, absolute: its declarations lie below. */
  readonly root: string;
}

/** What the server's work on changes needs. */
export interface FleetChangeWork {
  readonly fleet: Pick<Fleet, 'findSource' | 'memoryOf'>;
  readonly checkouts: Pick<Checkouts, 'at'>;
  readonly time: ChangeTime;
  readonly declarations: DeclarationReader;
  /** @param mayBegin asked just before anything changes the world */
  readonly toolsIn: (
    source: Source,
    checkout: Checkout,
    change: { readonly stacks: readonly string[]; readonly mayBegin: () => Promise<boolean> },
  ) => Promise<CheckoutTools | { readonly problem: string }>;
  /** Who tells the people of a source's changes. */
  readonly callerOf: (source: string) => OwnerCaller;
  readonly cacheOf: (source: string) => WatchCache;
  readonly holder: () => Promise<Holder>;
  readonly lives: ChangeDependencies['lives'];
  /** Ends what processes that were killed left running on this machine. */
  readonly endLeftOvers: () => Promise<void>;
  readonly redactText: (text: string) => string;
}

export interface ChangeAtWork {
  readonly source: Source;
  readonly memory: Memory;
  readonly change: Change;
}

/** `problem` is a sentence: there is nothing to work on. */
export async function changeAtWork(
  { source: name, change: id }: ChangeName,
  { fleet }: Pick<FleetChangeWork, 'fleet'>,
): Promise<ChangeAtWork | { readonly problem: string }> {
  const known = await fleet.findSource(name);
  if (known === null) return { problem: `There is no source ${name} any more.` };
  const memory = await fleet.memoryOf(name);
  if (memory === null) return { problem: `The source ${name} was never read: sync it first.` };
  const change = await memory.findChange(id);
  return change === null
    ? { problem: `The source ${name} has no change ${id}.` }
    : { source: known.source, memory, change };
}

/** Everything that a change needs of the world, in the code that was checked out for it. */
export async function changeBench(
  { source, memory }: Pick<ChangeAtWork, 'source' | 'memory'>,
  tools: CheckoutTools,
  job: RunningJob,
  deps: FleetChangeWork,
): Promise<ChangeDependencies> {
  const caller = deps.callerOf(source.name);
  return {
    ...tools,
    // Neither a stop of the worker nor anything but a cancelled job ends a program: cut off, nobody knows how far it came.
    runner: {
      run: (request) => tools.runner.run(request, job.signal),
      call: (request) => tools.runner.call(request, job.signal),
    },
    code: fencedCode(tools.code, job),
    memory,
    clock: deps.time,
    caller: {
      ...caller,
      call: async (call) => {
        job.log(`${call.kind}: ${call.text}`);
        await caller.call(call);
      },
    },
    redactText: deps.redactText,
    holder: await deps.holder(),
    lives: deps.lives,
    cache: deps.cacheOf(source.name),
  };
}

/** What a rollback by Git revert changes in the world is asked about first, too. */
function fencedCode(code: CodeTools | null, job: RunningJob): CodeTools | null {
  if (code === null) return null;
  const { repository } = code;
  const lost = 'The job was stopped or went to another worker.';
  return {
    ...code,
    repository: {
      ...repository,
      createBranch: async (top, name, commit) =>
        (await job.alive()) ? repository.createBranch(top, name, commit) : { problem: lost },
      push: async (top, remote, branch) =>
        (await job.alive()) ? repository.push(top, remote, branch) : lost,
    },
    remedy: async () => {
      const remedy = await code.remedy();
      return {
        ...remedy,
        apply: async (folder, onProgress, signal) =>
          (await job.alive()) ? remedy.apply(folder, onProgress, signal) : { kind: 'never_started' },
      };
    },
  };
}

/** Only what the branch of the source holds runs here: a folder is read as it stands, a repository at a commit. */
export const commitOf = (source: Source, commit: string | null): string | null =>
  source.kind === 'git' ? commit : null;
