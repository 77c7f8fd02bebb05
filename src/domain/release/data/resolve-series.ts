import { valueAt } from '../../stats/value-at.ts';
import type { BlockSeries } from '../block-series.ts';
import { cleanSamples, type CleanSamples, type SampleRange } from './clean-samples.ts';
import { addFaults, type FaultCounts } from './data-fault.ts';
import type { SampleKind, Samples } from './sample.ts';

/** Blocks that are judged, and where they lie. The release starts at a block's start. */
export interface Grid {
  readonly startMs: number;
  readonly blockMs: number;
  readonly blocks: number;
}

export interface ResolvedSeries {
  readonly series: BlockSeries;
  readonly quality: DataQuality;
}

/**
 * How the data of the watch arrived.
 * - `fresh`: the newest sample is at most two blocks old.
 * - `late`: older than that; it may still come.
 * - `stale`: older than half an hour or six blocks, whichever is longer; nothing comes any more.
 * - `empty`: no sample in the watch.
 */
export interface DataQuality {
  readonly arrival: 'fresh' | 'late' | 'stale' | 'empty';
  readonly watchFaults: FaultCounts;
  readonly historyFaults: FaultCounts;
}

const LATE_BLOCKS = 2;
const STALE_BLOCKS = 6;
const STALE_MS = 30 * 60_000;
/** Between two readings of a counter further apart, nobody knows when it grew. */
const WIDEST_BLOCKS = 6;

/** Sums samples per block. Never throws; what cannot be used is counted under its fault and its block is missing. */
export function resolveSeries(
  samples: Samples,
  kind: SampleKind,
  grid: Grid,
  range: SampleRange,
): ResolvedSeries {
  const clean = cleanSamples(samples, kind, range);
  const num = new Float64Array(grid.blocks);
  const den = new Float64Array(grid.blocks);
  const resets =
    kind === 'counter' ? addCounters(clean, grid, range, num, den) : addSamples(clean, grid, num, den);
  for (let i = 0; i < grid.blocks; i += 1) {
    // One unusable sample makes the sums of its block wrong, whatever else is in it.
    if (Number.isNaN(valueAt(num, i)) || !(valueAt(den, i) > 0)) num[i] = den[i] = 0;
  }
  const { watchFaults, historyFaults } = clean;
  return {
    series: { startMs: grid.startMs, blockMs: grid.blockMs, num, den },
    quality: {
      arrival: arrivalOf(clean, grid.blockMs, range),
      watchFaults: addFaults(watchFaults, resets.watch),
      historyFaults: addFaults(historyFaults, resets.history),
    },
  };
}

const blockOf = (timeMs: number, { startMs, blockMs }: Grid): number =>
  Math.floor((timeMs - startMs) / blockMs);

function addSamples(
  { timeMs, num, den }: CleanSamples,
  grid: Grid,
  sumNum: Float64Array,
  sumDen: Float64Array,
) {
  for (let i = 0; i < timeMs.length; i += 1) {
    const block = blockOf(valueAt(timeMs, i), grid);
    if (block < 0 || block >= grid.blocks) continue;
    sumNum[block] = valueAt(sumNum, block) + valueAt(num, i);
    sumDen[block] = valueAt(sumDen, block) + valueAt(den, i);
  }
  return { watch: {}, history: {} };
}

/** The growth between two readings, shared out over the blocks between them by time. */
function addCounters(
  { timeMs, num, den }: CleanSamples,
  grid: Grid,
  range: SampleRange,
  sumNum: Float64Array,
  sumDen: Float64Array,
) {
  let watch: FaultCounts = {};
  let history: FaultCounts = {};
  for (let i = 1; i < timeMs.length; i += 1) {
    const from = valueAt(timeMs, i - 1);
    const to = valueAt(timeMs, i);
    const grown = { num: valueAt(num, i) - valueAt(num, i - 1), den: valueAt(den, i) - valueAt(den, i - 1) };
    if (grown.num < 0 || grown.den < 0) {
      // What was counted between the last reading and the restart is lost; it may be the failure itself.
      if (to < range.watchMs) history = addFaults(history, { 'counter reset': 1 });
      else watch = addFaults(watch, { 'counter reset': 1 });
      grown.num = Number.NaN;
    }
    if (to - from > WIDEST_BLOCKS * grid.blockMs) continue;
    shareOut({ from, to, ...grown }, grid, sumNum, sumDen);
  }
  return { watch, history };
}

interface Growth {
  readonly from: number;
  readonly to: number;
  readonly num: number;
  readonly den: number;
}

function shareOut(growth: Growth, grid: Grid, sumNum: Float64Array, sumDen: Float64Array): void {
  const { from, to, num, den } = growth;
  const last = Math.min(grid.blocks - 1, blockOf(to - 1, grid));
  for (let block = Math.max(0, blockOf(from, grid)); block <= last; block += 1) {
    const start = grid.startMs + block * grid.blockMs;
    const part = (Math.min(to, start + grid.blockMs) - Math.max(from, start)) / (to - from);
    sumNum[block] = valueAt(sumNum, block) + num * part;
    sumDen[block] = valueAt(sumDen, block) + den * part;
  }
}

function arrivalOf(
  { timeMs, num }: CleanSamples,
  blockMs: number,
  range: SampleRange,
): DataQuality['arrival'] {
  let newest = timeMs.length - 1;
  while (newest >= 0 && Number.isNaN(valueAt(num, newest))) newest -= 1;
  return arrivalAt(newest < 0 ? null : valueAt(timeMs, newest), { ...range, blockMs });
}

/** @param newestMs the newest usable sample; null: there is none */
export function arrivalAt(
  newestMs: number | null,
  {
    asOfMs,
    watchMs,
    blockMs,
  }: { readonly asOfMs: number; readonly watchMs: number; readonly blockMs: number },
): DataQuality['arrival'] {
  if (newestMs === null || newestMs < watchMs) return 'empty';
  const age = asOfMs - newestMs;
  if (age > Math.max(STALE_MS, STALE_BLOCKS * blockMs)) return 'stale';
  return age > LATE_BLOCKS * blockMs ? 'late' : 'fresh';
}
