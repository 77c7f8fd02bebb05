import { quantileOfSorted } from '../../stats/order-statistics.ts';
import { valueAt } from '../../stats/value-at.ts';
import { daysNeeded } from '../spend-alpha.ts';
import type { Placebo } from './placebo.ts';

/** How far a bound rises on days without a release. */
export interface Calibration {
  /** In units of a series' scale. A release alarms above the tolerance plus this times its own scale. */
  readonly quantile: number;
  readonly days: number;
  readonly needed: number;
  /** Whether there are enough days for the rate; without them the judge only advises. */
  readonly enough: boolean;
  /** Scores beyond the fence, left out: a past incident is no measure of chance. */
  readonly dropped: number;
}

const FENCE = 1.5;

/**
 * The rank of a release among placebos of its own series and of its siblings: when days with and without a release are
 * alike but for the release, the largest bound of the release ranks anywhere among them with equal probability.
 * @param placebos of windows that ended before the release started
 * @param alpha the rate to calibrate for
 */
export function calibrate(placebos: readonly Placebo[], alpha: number): Calibration {
  const scores = Float64Array.from(placebos.flatMap(({ worse, better }) => [worse, better])).toSorted();
  const upper = quantileOfSorted(scores, 0.75);
  const fence = upper + FENCE * (upper - quantileOfSorted(scores, 0.25));
  const kept = scores.filter((score) => score <= fence);
  const rank = Math.min(kept.length, Math.ceil((kept.length + 2) * (1 - alpha)));
  const needed = daysNeeded(alpha);
  return {
    quantile: kept.length === 0 ? Infinity : valueAt(kept, rank - 1),
    days: placebos.length,
    needed,
    enough: placebos.length >= needed,
    dropped: scores.length - kept.length,
  };
}

/** What the bound must pass, in ln units: the tolerance and chance together, so that an effect of exactly the tolerance alarms no more often than none. */
export const alarmLevel = (lnTolerance: number, quantile: number, scale: number): number =>
  lnTolerance + Math.max(0, quantile * scale);
