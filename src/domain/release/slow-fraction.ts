import type { MetricPlan } from './metric-plan.ts';
import { normalMixtureBound, normalMixtureRho } from '../stats/mixture-boundary.ts';
import { histogramFraction, histogramQuantile, type Histogram } from '../stats/histogram.ts';

/** p95 has not grown by more than d exactly when at most this share of requests is slower than (1 + d) times the old p95. */
export const SLOW_SHARE = 0.05;

export type SlowThreshold =
  | { readonly seconds: number; readonly shares: SlowShares }
  | { readonly refusal: string };

/** Shares of the requests before the release that were slower than the threshold. */
export interface SlowShares {
  /** As they were. Above 0: nobody has seen enough requests to say that none is slow. */
  readonly baseline: number;
  /** If each had taken as much longer as must be detected. */
  readonly atMustDetect: number;
  /** The same for growths of p95 from small to large; empty where the source does not tell. */
  readonly byGrowth: readonly SlowAtGrowth[];
}

export interface SlowAtGrowth {
  /** 0.1: every request takes 10 % longer, and p95 with them. */
  readonly growth: number;
  readonly share: number;
}

const GROWTHS: readonly number[] = [
  0, 0.02, 0.05, 0.08, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.8, 1, 1.5, 2, 3, 5, 9,
];

/**
 * By how much p95 has grown when so many requests are slow, if all of them became slower alike; null: by more than was
 * asked, or nobody can tell.
 */
export function growthAtShare({ byGrowth }: SlowShares, share: number): number | null {
  const at = byGrowth.findIndex((each) => each.share >= share);
  const above = byGrowth[at];
  if (above === undefined) return null;
  const below = byGrowth[at - 1];
  if (below === undefined || above.share === below.share) return above.growth;
  return below.growth + ((share - below.share) / (above.share - below.share)) * (above.growth - below.growth);
}

/** How much longer p95 may get, and what must not be missed, as shares: 0.05 for 5 %. */
export interface SlowTolerance {
  readonly tolerance: number;
  readonly mustDetect: number;
}

/**
 * What a plan for p95 means for the share of slow requests: p95 has grown by more than the tolerance when that share is
 * above 5 %, wherever it was before.
 */
export const slowSharePlan = (plan: MetricPlan, { baseline, atMustDetect }: SlowShares): MetricPlan => ({
  ...plan,
  kind: 'count',
  worse: 'higher',
  tolerance: Math.max(0, SLOW_SHARE / baseline - 1),
  mustDetect: atMustDetect / baseline - 1,
});

/**
 * The bucket bound from which a request counts as slow, so that p95 becomes a count of requests over requests, exact
 * at bucket bounds: the smallest bound of at least (1 + tolerance) times the p95 before.
 * @param before a histogram of the time before the release, bounds in seconds
 */
export function slowThreshold(before: Histogram, { tolerance, mustDetect }: SlowTolerance): SlowThreshold {
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
  const requests = before.buckets.reduce((sum, { count }) => sum + count, 0);
  return settled(bucket.upper, mustDetect, {
    baseline: Math.max(histogramFraction(before, bucket.upper, Infinity), 0.5 / requests),
    atMustDetect: histogramFraction(before, bucket.upper / (1 + mustDetect), Infinity),
    byGrowth: GROWTHS.map((growth) => ({
      growth,
      share: histogramFraction(before, bucket.upper / (1 + growth), Infinity),
    })),
  });
}

/** Where what must be detected would leave p95 within its bucket's reach, nothing could tell the two apart. */
export function settled(seconds: number, mustDetect: number, shares: SlowShares): SlowThreshold {
  if (shares.atMustDetect > SLOW_SHARE) return { seconds, shares };
  return {
    refusal: `A p95 that grows by ${(100 * mustDetect).toFixed(0)} % would stay below ${inWords(seconds)}, from where on requests count as slow. Let a larger change be detected, or accept less.`,
  };
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
