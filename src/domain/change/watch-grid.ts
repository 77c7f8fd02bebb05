import type { ChangeWatch } from './change.ts';
import type { WatchTerms } from './declaration.ts';
import { DAY_MS, HOUR_MS } from '../release/before-after/scheme.ts';

/** Looks of a whole watch, one a block. */
export const plannedLooks = ({ watchMs, blockMs }: ChangeWatch): number => Math.floor(watchMs / blockMs);

/** The end of the blocks that look `number` is made of; it depends on nothing but its number. */
export const lookAsOfMs = ({ startMs, blockMs }: ChangeWatch, number: number): number =>
  startMs + number * blockMs;

/** From when on a look may be made: its newest block is over and had time to arrive. */
export const lookDueMs = (watch: ChangeWatch, number: number, { settleMs }: WatchTerms): number =>
  lookAsOfMs(watch, number) + settleMs;

/** A rollout so short hides only its own blocks; a longer one would hide the hours that a watch is held against. */
const SHORT_ROLLOUT_MS = HOUR_MS;

/**
 * The watch begins with the first whole block after the last step. What a longer rollout took is left out: the days
 * before it are moved forward by whole days, so that yesterday and the hours before are those before the rollout.
 */
export function watchAfter(
  terms: WatchTerms,
  number: number,
  { rolloutStartMs, rolloutEndMs }: { readonly rolloutStartMs: number; readonly rolloutEndMs: number },
): ChangeWatch {
  const { blockMs, durationMs } = terms;
  const startMs = Math.ceil(rolloutEndMs / blockMs) * blockMs;
  const took = startMs - Math.floor(rolloutStartMs / blockMs) * blockMs;
  const shiftDays = took <= Math.max(SHORT_ROLLOUT_MS, blockMs) ? 0 : Math.ceil(took / DAY_MS);
  return {
    number,
    startMs,
    watchMs: Math.ceil(durationMs / blockMs) * blockMs,
    blockMs,
    looks: 0,
    shiftDays,
  };
}
