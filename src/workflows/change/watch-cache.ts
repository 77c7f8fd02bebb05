import type { Look } from '#domain/change/look.ts';
import type { WatchHistory } from '#domain/change/watch-history.ts';
import type { MetricOpening } from '#domain/release/look-once.ts';

/** What is known of a watch after its last look. All of it can be made again from memory. */
export interface WatchInHand {
  /** Of the days before only those that a look reads; a verdict is made from all of them, which memory holds. */
  readonly history: WatchHistory;
  /** How many looks were made. */
  readonly made: number;
  /** All of them as one; empty before the first. */
  readonly looks: readonly Look[];
  /** By metric; a look at the days before is made once a watch and process. */
  readonly openings: Map<string, MetricOpening>;
}

/** By change and watch. */
export type WatchCache = Map<string, WatchInHand>;

export const watchKey = (change: string, watch: number): string => `${change}\n${watch}`;
