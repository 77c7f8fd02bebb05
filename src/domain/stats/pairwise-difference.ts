import { valueAt } from './value-at.ts';

/**
 * The k-th largest of all differences a - b, exactly, without writing them all down: each round counts the differences
 * above a guess in one walk over both samples.
 * @param a sorted upwards, no NaN, as b
 * @param k from 1 to a.length * b.length
 */
export function largestDifference(a: Float64Array, b: Float64Array, k: number): number {
  let low = valueAt(a, 0) - valueAt(b, b.length - 1);
  let high = valueAt(a, a.length - 1) - valueAt(b, 0);
  while (low < high) {
    const middle = low + (high - low) / 2;
    // Between two neighbouring numbers the middle is the lower one, and the walk would not move.
    const guess = middle > low ? middle : high;
    const walk = walkAbove(a, b, guess);
    if (walk.count >= k) low = walk.nextUp;
    else high = walk.nextDown;
  }
  return low;
}

interface Walk {
  /** How many differences are at least the guess. */
  count: number;
  /** The smallest of them. */
  nextUp: number;
  /** The largest of the others. */
  nextDown: number;
}

function walkAbove(a: Float64Array, b: Float64Array, guess: number): Walk {
  let count = 0;
  let nextUp = Infinity;
  let nextDown = -Infinity;
  // With a growing, the b that are still far enough below only become more.
  let far = 0;
  for (let i = 0; i < a.length; i += 1) {
    const value = valueAt(a, i);
    while (far < b.length && value - valueAt(b, far) >= guess) far += 1;
    count += far;
    if (far > 0) nextUp = Math.min(nextUp, value - valueAt(b, far - 1));
    if (far < b.length) nextDown = Math.max(nextDown, value - valueAt(b, far));
  }
  return { count, nextUp, nextDown };
}

/**
 * Which of the differences of two samples bounds their shift from below: the k-th largest, by the normal
 * approximation of Mann and Whitney's count. `z` is the normal quantile of the confidence.
 */
export function boundRank(m: number, n: number, z: number): number {
  const pairs = m * n;
  const spread = Math.sqrt((pairs * (m + n + 1)) / 12);
  return Math.min(pairs, Math.floor(pairs / 2 + 0.5 + z * spread) + 1);
}
