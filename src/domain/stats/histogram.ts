/** One bucket: values above `lower` up to and including `upper`. */
export interface Bucket {
  readonly lower: number;
  readonly upper: number;
  /** Not cumulated. */
  readonly count: number;
}

/**
 * Buckets from low to high, without gaps that hold values.
 * - `linear`: classic histograms and those with bounds of their own; values spread evenly over a bucket.
 * - `exponential`: native histograms; evenly over the logarithm, except in the bucket around zero.
 */
export interface Histogram {
  readonly buckets: readonly Bucket[];
  readonly spread: 'linear' | 'exponential';
}

/** From cumulated counts by upper bound, as classic histograms are scraped; the last bound is Infinity. */
export function classicHistogram(
  bounds: readonly { readonly upper: number; readonly total: number }[],
): Histogram {
  const sorted = bounds.toSorted((a, b) => a.upper - b.upper);
  let before = 0;
  const buckets = sorted.map(({ upper, total }, i) => {
    // A scrape in the middle of an update can let a total fall; it counts as no growth.
    const count = Math.max(0, total - before);
    before = Math.max(before, total);
    return { lower: sorted[i - 1]?.upper ?? (upper <= 0 ? -Infinity : 0), upper, count };
  });
  return { buckets, spread: 'linear' };
}

const totalOf = ({ buckets }: Histogram): number => buckets.reduce((sum, { count }) => sum + count, 0);

/** The value below which the share `q` lies. NaN without values; -Infinity and Infinity outside 0 and 1. */
export function histogramQuantile(histogram: Histogram, q: number): number {
  const total = totalOf(histogram);
  if (Number.isNaN(q) || total === 0 || histogram.buckets.length === 0) return Number.NaN;
  if (q < 0) return -Infinity;
  if (q > 1) return Infinity;
  let rank = q * total;
  const filled = histogram.buckets.filter(({ count }) => count > 0);
  const bucket =
    filled.find(({ count }) => {
      if (rank <= count) return true;
      rank -= count;
      return false;
    }) ?? filled.at(-1);
  if (bucket === undefined) return Number.NaN;
  if (bucket.upper === Infinity) return bucket.lower;
  if (bucket.lower === -Infinity) return bucket.upper;
  return valueAtShare(bucket, Math.min(1, rank / bucket.count), histogram);
}

function valueAtShare(bucket: Bucket, share: number, histogram: Histogram): number {
  const { lower, upper } = edges(bucket, histogram);
  if (histogram.spread === 'linear' || lower * upper <= 0) return lower + (upper - lower) * share;
  const [low, high] = [Math.log2(Math.abs(lower)), Math.log2(Math.abs(upper))];
  return Math.sign(upper) * 2 ** (low + (high - low) * share);
}

/** The bucket around zero ends at zero where all other values lie on one side. */
function edges(
  { lower, upper }: Bucket,
  { buckets, spread }: Histogram,
): { readonly lower: number; readonly upper: number } {
  if (spread === 'linear' || lower * upper >= 0) return { lower, upper };
  const below = buckets.some((each) => each.count > 0 && each.upper <= lower);
  const above = buckets.some((each) => each.count > 0 && each.lower >= upper);
  if (above && !below) return { lower: 0, upper };
  return below && !above ? { lower, upper: 0 } : { lower, upper };
}

/** The share of values between two bounds, 0 when they are turned around; NaN without values. */
export function histogramFraction(histogram: Histogram, from: number, to: number): number {
  const total = totalOf(histogram);
  if (total === 0 || Number.isNaN(from) || Number.isNaN(to)) return Number.NaN;
  if (from >= to) return 0;
  return (rankOf(histogram, to) - rankOf(histogram, from)) / total;
}

/** How many values lie below a bound. */
function rankOf(histogram: Histogram, value: number): number {
  return histogram.buckets.reduce(
    (sum, bucket) => sum + bucket.count * shareBelow(bucket, value, histogram),
    0,
  );
}

function shareBelow(bucket: Bucket, value: number, histogram: Histogram): number {
  const { lower, upper } = edges(bucket, histogram);
  if (value >= upper) return 1;
  if (value <= lower) return 0;
  // Where in an endless bucket its values lie is not known: they stand at its end, on neither side of a finite bound.
  if (lower === -Infinity) return 1;
  if (upper === Infinity) return 0;
  if (histogram.spread === 'linear' || lower * upper <= 0) return (value - lower) / (upper - lower);
  const [low, high, at] = [lower, upper, value].map((each) => Math.log2(Math.abs(each)));
  return ((at ?? 0) - (low ?? 0)) / ((high ?? 0) - (low ?? 0));
}
