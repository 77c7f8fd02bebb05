import type { BlockSeries } from '../release/block-series.ts';
import { DAY_MS } from '../release/before-after/scheme.ts';
import type { StoredBlocks } from './watch-history.ts';

/** Where the history of a watch is read: before the rollout, so many days. On the grid of the watch. */
export interface HistoryStretch {
  readonly fromMs: number;
  readonly toMs: number;
  readonly blockMs: number;
}

/** @param rolloutStartMs nothing from its block on is history */
export function historyStretch(
  watch: { readonly startMs: number; readonly blockMs: number; readonly shiftDays: number },
  rolloutStartMs: number,
  days: number,
): HistoryStretch {
  const { startMs, blockMs, shiftDays } = watch;
  const toMs = Math.min(startMs - shiftDays * DAY_MS, Math.floor(rolloutStartMs / blockMs) * blockMs);
  const blocks = Math.floor((days * DAY_MS) / blockMs);
  return { fromMs: startMs - shiftDays * DAY_MS - blocks * blockMs, toMs, blockMs };
}

/**
 * The blocks that were read, moved forward to end where the watch starts. The blocks of a short rollout, which lie
 * between, are missing.
 */
export function movedHistory(
  read: BlockSeries,
  watch: { readonly startMs: number; readonly blockMs: number; readonly shiftDays: number },
): StoredBlocks {
  const startMs = read.startMs + watch.shiftDays * DAY_MS;
  const blocks = Math.round((watch.startMs - startMs) / read.blockMs);
  const pad = (values: Float64Array): number[] => Array.from({ length: blocks }, (_, i) => values[i] ?? 0);
  return { startMs, blockMs: read.blockMs, num: pad(read.num), den: pad(read.den) };
}
