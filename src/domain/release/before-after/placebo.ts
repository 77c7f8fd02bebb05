import { knownOver, type CumulatedSeries } from '../block-series.ts';
import { fitBefore, type Fit } from './fit.ts';
import { lookAt } from './look.ts';
import type { Scheme } from './scheme.ts';

/** A day without a release, judged as if one had started: the largest bound over all looks, in units of its scale. */
export interface Placebo {
  /** When the day starts. */
  readonly startMs: number;
  readonly worse: number;
  /** The same of the mirror image. Without a release both directions are equally likely, so both count. */
  readonly better: number;
  readonly scale: number;
}

/** A day of which less is known says nothing about how far a bound can rise by chance. */
const LEAST_KNOWN = 0.75;

/** Placebos of one series, newest first: every day at the hour of the release that ended before block `start`. */
export function placebosBefore(
  series: CumulatedSeries,
  start: number,
  scheme: Scheme,
  mostDays: number,
): readonly Placebo[] {
  const found: Placebo[] = [];
  for (let day = 1; day <= mostDays; day += 1) {
    const from = start - day * scheme.blocksPerDay;
    if (from < scheme.fewestHistoryDays * scheme.blocksPerDay) break;
    const placebo = placeboAt(series, from, scheme);
    if (placebo !== null) found.push(placebo);
  }
  return found;
}

/** null when the day, or what lies before it, holds too little. */
export function placeboAt(series: CumulatedSeries, start: number, scheme: Scheme): Placebo | null {
  if (knownOver(series, start, start + scheme.blocksPerDay) < LEAST_KNOWN * scheme.blocksPerDay) return null;
  const fit = fitBefore(series, start, scheme);
  if (fit === null || fit.scale <= 0) return null;
  return { startMs: series.startMs + start * series.blockMs, ...largestBounds(series, fit, start, scheme) };
}

function largestBounds(series: CumulatedSeries, fit: Fit, start: number, scheme: Scheme) {
  let worse = -Infinity;
  let better = -Infinity;
  // Late looks are surest and mostly the largest; after them most others cannot rise above.
  for (let blocks = scheme.lastLook; blocks >= scheme.firstLook; blocks -= 1) {
    const { bound, mirrored } = lookAt(series, fit, start, blocks, scheme, {
      bound: worse,
      mirrored: better,
    });
    worse = Math.max(worse, bound);
    better = Math.max(better, mirrored);
  }
  return { worse: worse / fit.scale, better: better / fit.scale, scale: fit.scale };
}
