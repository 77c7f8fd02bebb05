import { valueAt } from './value-at.ts';

/**
 * The k-th largest of all differences a - b, exactly, without writing them all down: each round counts the differences
 * above a guess in one walk over both samples.
 * @param a sorted upwards, no NaN, as b
 * @param k from 1 to a.length * b.length
 * @param floor asks only whether it lies above: if not, the floor itself comes back, after one walk
 */
export function largestDifference(a: Float64Array, b: Float64Array, k: number, floor = -Infinity): number {
  let low = valueAt(a, 0) - valueAt(b, b.length - 1);
  let high = valueAt(a, a.length - 1) - valueAt(b, 0);
  if (high <= floor) return floor;
  let asked = low < floor;
  while (low < high || asked) {
    const middle = low + (high - low) / 2;
    // Between two neighbouring numbers the middle is the lower one, and the walk would not move.
    const guess = asked ? floor : middle > low ? middle : high;
    let count = 0;
    let nextUp = Infinity;
    let nextDown = -Infinity;
    // With a growing, the b that are far enough below only become more.
    let far = 0;
    for (let i = 0; i < a.length; i += 1) {
      const value = valueAt(a, i);
      while (far < b.length && value - valueAt(b, far) >= guess) far += 1;
      count += far;
      const up = far > 0 ? value - valueAt(b, far - 1) : Infinity;
      const down = far < b.length ? value - valueAt(b, far) : -Infinity;
      if (up < nextUp) nextUp = up;
      if (down > nextDown) nextDown = down;
    }
    if (asked && count < k) return floor;
    asked = false;
    // To the next real difference at once: the search ends on one of them, exactly.
    if (count >= k) low = nextUp;
    else high = nextDown;
  }
  return low;
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
