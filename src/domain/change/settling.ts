import { DAY_MS } from '../release/before-after/scheme.ts';
import type { ChangeSettling } from './change.ts';
import type { Look } from './look.ts';
import type { WatchHistory } from './watch-history.ts';

/** Bills are corrected once a day at most. */
export const SETTLE_AGAIN_MS = DAY_MS;
/** A billing period of a month, and the days in which it settles, twice. */
export const SETTLE_AT_MOST_MS = 75 * DAY_MS;

/** What of a watch rests on values that may still be corrected; null: everything that it was judged by is final. */
export function settlingOf(history: WatchHistory, looks: readonly Look[], at: string): ChangeSettling | null {
  const from = new Map<string, number>();
  const note = (name: string, fromMs: number | null | undefined): void => {
    if (fromMs !== null && fromMs !== undefined) from.set(name, Math.min(fromMs, from.get(name) ?? Infinity));
  };
  for (const { name, provisionalFromMs } of history.metrics) note(name, provisionalFromMs);
  for (const { metrics } of looks) {
    for (const { name, release, control } of metrics) {
      note(name, release?.provisionalFromMs);
      note(name, control?.provisionalFromMs);
    }
  }
  if (from.size === 0) return null;
  const atMs = Date.parse(at);
  return {
    metrics: [...from.keys()],
    provisionalFromMs: Math.min(...from.values()),
    nextAt: new Date(atMs + SETTLE_AGAIN_MS).toISOString(),
    untilAt: new Date(atMs + SETTLE_AT_MOST_MS).toISOString(),
    blocked: null,
  };
}

/** In words, for a person and for the record. */
export const settlingText = ({ metrics, provisionalFromMs, nextAt, untilAt }: ChangeSettling): string =>
  `${metrics.join(', ')} may still be corrected from ${new Date(provisionalFromMs).toISOString()} on. It is read again from ${nextAt} until it is final, at the latest ${untilAt}; what flips the verdict then reopens the decision.`;
