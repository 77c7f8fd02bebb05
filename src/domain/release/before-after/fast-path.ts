import { valueAt } from '../../stats/value-at.ts';
import { valueOver, type CumulatedSeries } from '../block-series.ts';
import type { Scheme } from './scheme.ts';

/**
 * Many times the errors, called within minutes where there is no control: an e-detector (Shin, Ramdas, Rinaldo 2022)
 * over the counts of each block against several times the highest rate lately seen. It restarts at every block, so a
 * failure that begins hours after the release is seen as quickly. Off where a day without a release would have set it off.
 */
export interface FastPath {
  /** Events per unit of den that chance and the day explain, before the factor of `ACCEPTED`. */
  readonly rate: number;
  /** What divides the evidence: the dispersion of single blocks before the release. */
  readonly dispersion: number;
  /** ln of what the detector must reach. */
  readonly threshold: number;
}

/** The null: not more than this many times the highest rate lately seen. */
const ACCEPTED = 3;
const WORSE_BY: readonly number[] = [1.5, 2, 3, 5, 10];

/** @param alpha over the whole watch of a day. null when the history before `start` is too short or holds no counts. */
export function fastPathFor(
  series: CumulatedSeries,
  start: number,
  scheme: Scheme,
  alpha: number,
): FastPath | null {
  const path = fastPathAt(series, start, scheme, alpha);
  if (path === null) return null;
  // Evidence from the series itself: a history with such jumps makes the path a source of false alarms.
  for (let day = 1; start - day * scheme.blocksPerDay >= scheme.blocksPerDay && day <= 30; day += 1) {
    const from = start - day * scheme.blocksPerDay;
    const then = fastPathAt(series, from, scheme, alpha);
    if (then !== null && firstFastCall(series, then, from, from + scheme.blocksPerDay) !== null) return null;
  }
  return path;
}

function fastPathAt(series: CumulatedSeries, start: number, scheme: Scheme, alpha: number): FastPath | null {
  if (start < scheme.blocksPerDay) return null;
  const rate = highestRate(series, start, scheme);
  const dispersion = dispersionBefore(series, start, scheme);
  if (rate === null || dispersion === null) return null;
  return { rate, dispersion, threshold: Math.log(scheme.blocksPerDay / alpha) };
}

/** The highest hourly rate of the day before, not below the upper bound of its mean. */
function highestRate(series: CumulatedSeries, start: number, scheme: Scheme): number | null {
  const from = start - scheme.blocksPerDay;
  const events = valueAt(series.num, start) - valueAt(series.num, from);
  const traffic = valueAt(series.den, start) - valueAt(series.den, from);
  if (!(traffic > 0)) return null;
  let highest = (events + 3 * Math.sqrt(events + 1) + 1) / traffic;
  for (let at = from; at + scheme.blocksPerHour <= start; at += scheme.blocksPerHour) {
    const hourly = valueOver(series, at, at + scheme.blocksPerHour);
    // An hour of little traffic has a high rate by chance alone; the mean's bound stands for it.
    const inHour = valueAt(series.den, at + scheme.blocksPerHour) - valueAt(series.den, at);
    if (inHour * 48 > traffic && hourly > highest) highest = hourly;
  }
  return highest;
}

/** Pearson's dispersion of the blocks of the day before around the rate of their hours. */
function dispersionBefore(series: CumulatedSeries, start: number, scheme: Scheme): number | null {
  let sum = 0;
  let used = 0;
  for (let at = start - scheme.blocksPerDay; at < start; at += 1) {
    const hour = start - Math.ceil((start - at) / scheme.blocksPerHour) * scheme.blocksPerHour;
    const wide =
      scheme.blocksPerHour === 1 ? [start - scheme.blocksPerDay, start] : [hour, hour + scheme.blocksPerHour];
    const rate = valueOver(series, wide[0] ?? at, wide[1] ?? at);
    const den = valueAt(series.den, at + 1) - valueAt(series.den, at);
    const expected = rate * den;
    if (!(expected > 0)) continue;
    sum += (valueAt(series.num, at + 1) - valueAt(series.num, at) - expected) ** 2 / expected;
    used += 1;
  }
  return used === 0 ? 1 : Math.max(1, sum / Math.max(1, used - used / scheme.blocksPerHour));
}

/** The block after which the path calls, counted in the series; null when it does not. */
export function firstFastCall(
  series: CumulatedSeries,
  path: FastPath,
  from: number,
  to: number,
): number | null {
  let state = FAST_START;
  for (let at = from; at < Math.min(to, series.length); at += 1) {
    state = addFast(state, path, {
      num: valueAt(series.num, at + 1) - valueAt(series.num, at),
      den: valueAt(series.den, at + 1) - valueAt(series.den, at),
    });
    if (logFast(state) >= path.threshold) return at + 1;
  }
  return null;
}

/** ln of the detector per grid point: the sum over all starting blocks of the likelihood ratio since then. */
export type FastState = readonly number[];
export const FAST_START: FastState = WORSE_BY.map(() => -Infinity);

export function addFast(
  state: FastState,
  path: FastPath,
  block: { readonly num: number; readonly den: number },
): FastState {
  if (!(block.den > 0)) return state;
  const expected = path.rate * ACCEPTED * block.den;
  return state.map((sum, i) => {
    const factor = WORSE_BY[i] ?? 1;
    const gain = (block.num * Math.log(factor) - expected * (factor - 1)) / path.dispersion;
    // ln(exp(sum) + 1): everything so far, and a change that starts with this block.
    return gain + (sum > 0 ? sum + Math.log1p(Math.exp(-sum)) : Math.log1p(Math.exp(sum)));
  });
}

/** ln of the mean over the grid. */
export function logFast(state: FastState): number {
  const top = Math.max(...state);
  if (top === -Infinity) return top;
  return top + Math.log(state.reduce((sum, each) => sum + Math.exp(each - top), 0) / state.length);
}
