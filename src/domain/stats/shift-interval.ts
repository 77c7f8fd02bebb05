import { normalQuantile } from './normal.ts';
import { valueAt } from './value-at.ts';

/**
 * By how much one sample lies above another, by the counts of Mann and Whitney: the interval and estimate that R's
 * `wilcox.test` gives for large samples, ties and continuity correction included. Many canary judges are built on it.
 */
export interface ShiftInterval {
  readonly low: number;
  readonly high: number;
  readonly estimate: number;
}

/** R stops its search at this width, so its last digits depend on the path; the same path gives the same digits. */
const R_TOLERANCE = 1e-4;

/** @returns null when every value of both samples is the same, or one is empty */
export function shiftInterval(x: Float64Array, y: Float64Array, confidence: number): ShiftInterval | null {
  const [xs, ys] = [x.toSorted(), y.toSorted()];
  const least = valueAt(xs, 0) - valueAt(ys, ys.length - 1);
  const most = valueAt(xs, xs.length - 1) - valueAt(ys, 0);
  const z = normalQuantile(1 - (1 - confidence) / 2);
  const root = (wanted: number, correction: number): number => {
    const f = (d: number): number => shiftStatistic(xs, ys, d, correction) - wanted;
    const [from, to] = [f(least), f(most)];
    // Without any spread the count has no deviation to be measured in.
    if (Number.isNaN(from) || Number.isNaN(to)) return Number.NaN;
    if (from <= 0) return least;
    if (to >= 0) return most;
    return brentRoot(f, { at: least, value: from }, { at: most, value: to });
  };
  // As in R, the estimate is made without the correction.
  const all = { low: root(z, 0.5), high: root(-z, 0.5), estimate: root(0, 0) };
  return Object.values(all).every(Number.isFinite) ? all : null;
}

/**
 * Mann and Whitney's count for a shift of `d`, in standard deviations; falls as `d` grows. Both sorted upwards.
 * @param correction for continuity, 0.5 or 0
 */
export function shiftStatistic(x: Float64Array, y: Float64Array, d: number, correction = 0.5): number {
  const [m, n] = [x.length, y.length];
  let above = 0;
  let tied = 0;
  let i = 0;
  let j = 0;
  while (i < m || j < n) {
    const left = i < m ? valueAt(x, i) - d : Infinity;
    const right = j < n ? valueAt(y, j) : Infinity;
    const value = Math.min(left, right);
    const [fromX, fromY] = [i, j];
    while (i < m && valueAt(x, i) - d === value) i += 1;
    while (j < n && valueAt(y, j) === value) j += 1;
    const [inX, inY] = [i - fromX, j - fromY];
    above += inX * (fromY + inY / 2);
    tied += (inX + inY) ** 3 - (inX + inY);
  }
  const deviation = Math.sqrt(((m * n) / 12) * (m + n + 1 - tied / ((m + n) * (m + n - 1))));
  const centred = above - (m * n) / 2;
  return (centred - Math.sign(centred) * correction) / deviation;
}

interface Point {
  readonly at: number;
  readonly value: number;
}

/** Brent's search (Algorithms for Minimization without Derivatives, chapter 4) between two points of other signs. */
function brentRoot(f: (at: number) => number, from: Point, to: Point): number {
  let previous = from;
  let best = to;
  let other = from;
  for (let round = 0; round < 1000; round += 1) {
    const stepBefore = best.at - previous.at;
    if (Math.abs(other.value) < Math.abs(best.value)) [previous, best, other] = [best, other, best];
    const tolerance = 2 * Number.EPSILON * Math.abs(best.at) + R_TOLERANCE / 2;
    const half = (other.at - best.at) / 2;
    if (Math.abs(half) <= tolerance || best.value === 0) return best.at;
    const tryCurve = Math.abs(stepBefore) >= tolerance && Math.abs(previous.value) > Math.abs(best.value);
    const curve = tryCurve ? curveStep(previous, best, other, stepBefore, tolerance) : null;
    let step = curve ?? half;
    if (Math.abs(step) < tolerance) step = step > 0 ? tolerance : -tolerance;
    previous = best;
    best = { at: best.at + step, value: f(best.at + step) };
    if (best.value > 0 === other.value > 0 && best.value !== 0 && other.value !== 0) other = previous;
  }
  return best.at;
}

/** Where the line or the parabola through the points crosses zero; null when that is too far away to trust. */
function curveStep(
  previous: Point,
  best: Point,
  other: Point,
  stepBefore: number,
  tolerance: number,
): number | null {
  const reach = other.at - best.at;
  const s = best.value / previous.value;
  let [p, q] = [reach * s, 1 - s];
  if (previous.at !== other.at) {
    const r = previous.value / other.value;
    const t = best.value / other.value;
    p = s * (reach * r * (r - t) - (best.at - previous.at) * (t - 1));
    q = (r - 1) * (t - 1) * (s - 1);
  }
  if (p > 0) q = -q;
  else p = -p;
  const near = p < 0.75 * reach * q - Math.abs(tolerance * q) / 2 && p < Math.abs((stepBefore * q) / 2);
  return near ? p / q : null;
}
