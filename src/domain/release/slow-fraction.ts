import { normalMixtureBound, normalMixtureRho } from '../stats/mixture-boundary.ts';
import { histogramFraction, histogramQuantile, type Histogram } from '../stats/histogram.ts';

/** p95 has not grown by more than d exactly when at most this share of requests is slower than (1 + d) times the old p95. */
export const SLOW_SHARE = 0.05;

export type SlowThreshold =
  /** `baselineShare`: of the requests before the release, how many were slower than `seconds`. */
  { readonly seconds: number; readonly baselineShare: number } | { readonly refusal: string };

/**
 * The bucket bound from which a request counts as slow, so that p95 becomes a count of requests over requests, exact
 * at bucket bounds: the smallest bound of at least (1 + tolerance) times the p95 before.
 * @param before a classic histogram of the time before the release, bounds in seconds
 */
export function slowThreshold(before: Histogram, tolerance: number): SlowThreshold {
  const p95 = histogramQuantile(before, 1 - SLOW_SHARE);
  if (!Number.isFinite(p95) || p95 <= 0) {
    return {
      refusal:
        'The 95th percentile before the release is unknown: no request, or none in a bucket with an end, was measured.',
    };
  }
  const wanted = (1 + tolerance) * p95;
  const bucket = before.buckets.find(({ upper }) => upper >= wanted);
  if (bucket === undefined || bucket.upper === Infinity) {
    return {
      refusal: `A p95 of ${inWords(wanted)} lies beyond the last bucket bound, so slow requests cannot be told apart. Add bounds above it.`,
    };
  }
  const wide = bucket.upper / Math.max(bucket.lower, Number.MIN_VALUE) - 1;
  if (wide > tolerance) {
    return {
      refusal: `The bucket from ${inWords(bucket.lower)} to ${inWords(bucket.upper)} around a p95 of ${inWords(wanted)} is wider than the tolerance of ${(100 * tolerance).toFixed(0)} %. Add bounds there, use native histograms, or accept ${Math.ceil(100 * wide)} %.`,
    };
  }
  return { seconds: bucket.upper, baselineShare: histogramFraction(before, bucket.upper, Infinity) };
}

const inWords = (seconds: number): string => `${Number(seconds.toPrecision(3))} s`;

/** Where p95 lies at all looks at once, in bucket bounds; null where the buckets end first. */
export interface QuantileInterval {
  readonly low: number | null;
  readonly high: number | null;
}

/**
 * For display: from the largest bound with less than 95 % - r of the requests below it to the smallest with at least
 * 95 % + r, r the radius of a two-sided normal mixture.
 * @param plannedRequests where the interval is tightest
 * @param dispersion how many times the variance of slow requests exceeds chance
 */
export function p95Interval(
  histogram: Histogram,
  {
    alpha,
    dispersion,
    plannedRequests,
  }: { readonly alpha: number; readonly dispersion: number; readonly plannedRequests: number },
): QuantileInterval {
  const requests = histogram.buckets.reduce((sum, { count }) => sum + count, 0);
  if (requests === 0) return { low: null, high: null };
  const perRequest = (SLOW_SHARE * (1 - SLOW_SHARE)) / dispersion;
  const rho = normalMixtureRho(perRequest * plannedRequests, alpha);
  const radius = normalMixtureBound(perRequest * requests, rho, alpha) / requests;
  const bounds = histogram.buckets.map(({ upper }) => ({
    upper,
    below: histogramFraction(histogram, -Infinity, upper),
  }));
  const low = bounds.findLast(({ below }) => below < 1 - SLOW_SHARE - radius);
  const high = bounds.find(({ below }) => below >= 1 - SLOW_SHARE + radius);
  return { low: low?.upper ?? null, high: high === undefined || high.upper === Infinity ? null : high.upper };
}
