import { largestDifference } from '#domain/stats/pairwise-difference.ts';
import { shiftStatistic } from '#domain/stats/shift-interval.ts';

/** Values of both sides so far; NaN where nothing was measured. */
export interface Sides {
  readonly release: ArrayLike<number>;
  readonly baseline: ArrayLike<number>;
}

/** The 98 % interval has this normal quantile on each side. */
const Z = 2.3263478740408408;
const TOLERANCE = 0.25;
const FEWEST = 4;

/**
 * The canary judge by Mann and Whitney's test with its usual defaults, asked at every look: bad when the whole 98 %
 * interval of the shift lies above 25 % of the estimated shift. As its bound falls with the shift, that is one value of
 * the test's statistic.
 * @returns values after which it calls, counted in both sides; null when it never does
 */
export function canaryCall({ release, baseline }: Sides, firstLook: number): number | null {
  const x = new SortedValues(release.length);
  const y = new SortedValues(baseline.length);
  for (let i = 0; i < release.length; i += 1) {
    x.add(release[i] ?? Number.NaN);
    y.add(baseline[i] ?? Number.NaN);
    if (i + 1 < firstLook || x.values.length < FEWEST || y.values.length < FEWEST) continue;
    if (!(shiftStatistic(x.values, y.values, 0) > Z)) continue;
    const middle = Math.ceil((x.values.length * y.values.length) / 2);
    const estimate = largestDifference(x.values, y.values, middle);
    if (shiftStatistic(x.values, y.values, TOLERANCE * Math.abs(estimate)) > Z) return i + 1;
  }
  return null;
}

/** A one-sided 5 % test of two means at every look, as if looks were free and blocks independent. */
export function naiveCall({ release, baseline }: Sides, firstLook: number): number | null {
  const x = new Moments();
  const y = new Moments();
  for (let i = 0; i < release.length; i += 1) {
    x.add(release[i] ?? Number.NaN);
    y.add(baseline[i] ?? Number.NaN);
    if (i + 1 < firstLook || x.count < FEWEST || y.count < FEWEST) continue;
    const error = Math.sqrt(x.variance() / x.count + y.variance() / y.count);
    if ((x.mean - y.mean) / error > 1.6448536269514722) return i + 1;
  }
  return null;
}

class SortedValues {
  readonly #all: Float64Array;
  #count = 0;
  values: Float64Array;

  constructor(most: number) {
    this.#all = new Float64Array(most);
    this.values = this.#all.subarray(0, 0);
  }

  add(value: number): void {
    if (!Number.isFinite(value)) return;
    let at = this.#count;
    while (at > 0 && (this.#all[at - 1] ?? 0) > value) at -= 1;
    this.#all.copyWithin(at + 1, at, this.#count);
    this.#all[at] = value;
    this.#count += 1;
    this.values = this.#all.subarray(0, this.#count);
  }
}

class Moments {
  count = 0;
  mean = 0;
  #squares = 0;

  add(value: number): void {
    if (!Number.isFinite(value)) return;
    this.count += 1;
    const off = value - this.mean;
    this.mean += off / this.count;
    this.#squares += off * (value - this.mean);
  }

  variance(): number {
    return this.#squares / (this.count - 1);
  }
}
