import { quantileOfSorted } from '../../stats/order-statistics.ts';

/** Fewer own days than this say nothing about what would be seen. */
export const FEWEST_OWN_DAYS = 5;

/**
 * The factor that would be seen in four of five watches: exp(alarm level - the 20 % quantile of the largest bounds of
 * own days without a release). null with too few own days.
 * @param ownMaxima ln units, not scaled
 */
export function detectableFactor(ownMaxima: readonly number[], alarmAt: number): number | null {
  if (ownMaxima.length < FEWEST_OWN_DAYS) return null;
  return Math.exp(alarmAt - quantileOfSorted(Float64Array.from(ownMaxima).toSorted(), 0.2));
}

/** The share of own days on which a change by `factor` would have alarmed. */
export function powerOf(ownMaxima: readonly number[], alarmAt: number, factor: number): number | null {
  if (ownMaxima.length < FEWEST_OWN_DAYS) return null;
  const seen = ownMaxima.filter((largest) => largest + Math.log(factor) > alarmAt);
  return seen.length / ownMaxima.length;
}
