import { array, assert, double, integer, oneof, property } from 'fast-check';
import { expect, it } from 'vitest';
import { median, quantileOfSorted } from './order-statistics.ts';
import { boundRank, largestDifference } from './pairwise-difference.ts';

const values = array(double({ noNaN: true, min: -1e6, max: 1e6 }), { minLength: 1, maxLength: 12 });
const ties = array(integer({ min: -3, max: 3 }), { minLength: 1, maxLength: 12 });
const sample = oneof(values, ties);

const sorted = (list: readonly number[]): Float64Array => Float64Array.from(list).toSorted();
const byHand = (a: readonly number[], b: readonly number[]): Float64Array =>
  sorted(a.flatMap((x) => b.map((y) => x - y))).toReversed();

it('every rank of the differences is the one that writing them all down gives', () => {
  assert(
    property(sample, sample, (a, b) => {
      const all = byHand(a, b);
      all.forEach((difference, i) => expect(largestDifference(sorted(a), sorted(b), i + 1)).toBe(difference));
    }),
  );
});

it('asked for more than a floor, a rank below it comes back as the floor', () => {
  assert(
    property(sample, sample, double({ noNaN: true, min: -10, max: 10 }), (a, b, floor) => {
      byHand(a, b).forEach((difference, i) => {
        expect(largestDifference(sorted(a), sorted(b), i + 1, floor)).toBe(Math.max(difference, floor));
      });
    }),
  );
});

it('the rank of the bound never leaves the differences', () => {
  expect(boundRank(4, 4, 2.326)).toBeLessThanOrEqual(16);
  expect(boundRank(24, 24, 2.3263478740408408)).toBe(402);
});

it('medians and quantiles are those by hand', () => {
  expect(median(Float64Array.of(3, 1, 2))).toBe(2);
  expect(median(Float64Array.of(4, 1, 2, 3))).toBe(2.5);
  expect(quantileOfSorted(Float64Array.of(1, 2, 3, 4, 5), 0.25)).toBe(2);
  expect(quantileOfSorted(Float64Array.of(1, 2, 4), 0.75)).toBe(3);
});
