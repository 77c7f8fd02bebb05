import type { DeclaredFile } from '#domain/change/declared-file.ts';
import type { StackReport } from '#domain/drift/report.ts';
import type { FleetChange } from '#domain/fleet/fleet-change.ts';
import type { FleetStack, FleetStackSettings } from '#domain/fleet/fleet-stack.ts';
import type { RateLimit, RateTaken } from '#domain/fleet/rate-bucket.ts';
import type { FleetSource } from '#domain/fleet/fleet-source.ts';
import type { Source } from '#domain/fleet/source.ts';
import type { Memory } from './memory.ts';

/**
 * What the server knows besides memory: where stacks come from, how each is scanned and when. Memory stays what it is,
 * one for each source, shared with the command line.
 */
export interface Fleet {
  /** In the order of their names. */
  sources(): Promise<readonly FleetSource[]>;
  findSource(name: string): Promise<FleetSource | null>;
  /** False: there is one of that name. */
  addSource(source: Source): Promise<boolean>;
  /** False: there is none of that name. */
  changeSource(source: Source): Promise<boolean>;
  /** Memory keeps what it knows: a source that comes back finds its decisions again. */
  removeSource(name: string): Promise<boolean>;
  /** Notes that a source was read. `refused`: another source has the same memory, which would mix the two. */
  noteSync(
    name: string,
    sync: { readonly at: string; readonly commit: string | null; readonly project: string },
  ): Promise<{ readonly refused: string } | null>;
  noteSyncProblem(name: string, at: string, problem: string): Promise<void>;

  /** What is remembered of a source; null: there is no such source, or it was never read. Not to be closed. */
  memoryOf(source: string): Promise<Memory | null>;

  /** In the order of source and stack; null: of all sources. Those that are gone are left out. */
  stacks(source: string | null): Promise<readonly FleetStack[]>;
  findStack(source: string, stack: string): Promise<FleetStack | null>;
  /** What the source has now: new ones are added, the others are gone. `nextRun` settles the first run of each. */
  keepStacks(
    source: string,
    stacks: readonly FleetStackSettings[],
    now: string,
    nextRun: (stack: FleetStackSettings) => string | null,
  ): Promise<void>;
  /** Stacks whose time has come, the longest due first. */
  dueStacks(now: string, limit: number): Promise<readonly FleetStack[]>;
  /** False: somebody else has settled this run in the meantime. */
  settleRun(stack: FleetStack, nextRunAt: string | null): Promise<boolean>;
  noteScan(
    source: string,
    stack: string,
    scan: { readonly at: string; readonly good: boolean; readonly durationMs: number },
  ): Promise<void>;
  /** Keeps what the last scan of a stack saw, in place of the one before. */
  keepReport(source: string, stack: string, report: KeptReport): Promise<void>;
  lastReport(source: string, stack: string): Promise<KeptReport | null>;
  /** False: it is marked already, or a good scan came in between. */
  markStale(stack: FleetStack, since: string): Promise<boolean>;

  /** What the files of a source declare now, in place of what was known of it. */
  keepChangeFiles(
    source: string,
    files: readonly DeclaredFile[],
    read: { readonly at: string; readonly commit: string | null },
  ): Promise<void>;
  /** In the order of source and path; null: of all sources. */
  changeFiles(source: string | null): Promise<readonly FleetChangeFile[]>;

  /** Takes one token of an account's limit, or says how long to wait for it. Exact over all workers. */
  takeRate(account: string, limit: RateLimit, nowMs: number): Promise<RateTaken>;

  /** Tells everybody that something is other than before. Kept for an hour. */
  announce(changes: readonly Omit<FleetChange, 'number'>[]): Promise<void>;
  /** In order, those with a higher number, at most 1,000. `last` is where to go on from. */
  changesAfter(number: number): Promise<{ readonly changes: readonly FleetChange[]; readonly last: number }>;
  lastChange(): Promise<number>;

  /** Says that a worker is alive; the first word of it adds it. */
  beat(worker: WorkerBeat): Promise<void>;
  /** Those that said something since. */
  workers(since: string): Promise<readonly WorkerBeat[]>;
  /** Forgets what nobody asks for any more: changes over an hour old, workers silent for a day. */
  tidy(now: string): Promise<void>;
}

/** A file that declares a change, as the last sync read it. */
export interface FleetChangeFile extends DeclaredFile {
  readonly source: string;
  /** null: it stands in a folder outside of Git. */
  readonly commit: string | null;
  readonly seenAt: string;
}

/** All that one scan of a stack saw; redacted. */
export interface KeptReport {
  /** The job that scanned. */
  readonly scan: string;
  readonly at: string;
  /** null: it was too large to be kept. */
  readonly report: StackReport | null;
}

export interface WorkerBeat {
  readonly id: string;
  readonly host: string;
  readonly pid: number;
  readonly startedAt: string;
  readonly seenAt: string;
  readonly running: number;
  /** How many engines it runs at once. */
  readonly slots: number;
}
