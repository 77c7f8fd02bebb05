import type { Holder } from '#domain/change/change.ts';
import type { ChangeRecords } from '#ports/change-records.ts';
import type { Clock } from '#ports/clock.ts';
import type { FreezeBook } from '#ports/freeze-book.ts';
import type { Memory } from '#ports/memory.ts';
import type { MetricReader } from '#ports/metric-reader.ts';
import type { OwnerCaller } from '#ports/owner-caller.ts';
import type { StepRunner } from '#ports/step-runner.ts';
import type { CodeTools } from './code-tools.ts';
import type { WatchCache } from './watch-cache.ts';

/** What changes need of the world. */
export interface ChangeDependencies {
  readonly memory: Memory;
  readonly clock: Clock;
  readonly runner: StepRunner;
  readonly metrics: MetricReader;
  readonly caller: OwnerCaller;
  readonly records: ChangeRecords;
  readonly freezes: FreezeBook;
  /** For a rollback by Git revert; null: there is no repository or no engine here. */
  readonly code: CodeTools | null;
  /** Where decision records stand, from the root of the project: `decisions`. */
  readonly decisionsFolder: string;
  /** People paste tokens into reasons, too. */
  readonly redactText: (text: string) => string;
  /** This process. */
  readonly holder: Holder;
  /** Whether the process that holds a change still lives; `elsewhere`: it runs on another machine. */
  readonly lives: (holder: Holder) => Promise<boolean | 'elsewhere'>;
  /** What a watch has in hand between two looks; a lost one is made again from memory. */
  readonly cache: WatchCache;
}
