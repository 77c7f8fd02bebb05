import { describe, expect, it } from 'vitest';
import { classicHistogram } from '../stats/histogram.ts';
import { p95Interval, slowThreshold } from './slow-fraction.ts';

/** Bounds every 5 % from 0.1 s to 1.2 s; latencies evenly from 0 to 1 s. */
const fine = (requests: number, longest = 1) =>
  classicHistogram([
    ...Array.from({ length: 52 }, (_, i) => 0.1 * 1.05 ** i).map((upper) => ({
      upper,
      total: requests * Math.min(1, upper / longest),
    })),
    { upper: Infinity, total: requests },
  ]);

describe('the bound from which a request is slow', () => {
  it('is the next bucket bound above the p95 and its tolerance', () => {
    const found = slowThreshold(fine(10_000), 0.1);
    expect('seconds' in found ? found.seconds : 0).toBeGreaterThanOrEqual(0.95 * 1.1);
    expect('seconds' in found ? found.seconds : 9).toBeLessThanOrEqual(0.95 * 1.1 * 1.05);
    expect('seconds' in found ? found.baselineShare : 1).toBeLessThan(0.05);
  });

  it('is refused beyond the last bound', () => {
    const short = classicHistogram([
      { upper: 0.5, total: 94 },
      { upper: 0.52, total: 96 },
      { upper: Infinity, total: 100 },
    ]);
    expect(slowThreshold(short, 0.1)).toMatchObject({
      refusal: expect.stringContaining('last bucket bound'),
    });
  });

  it('is refused where the bucket is wider than the tolerance', () => {
    const coarse = classicHistogram([
      { upper: 0.5, total: 90 },
      { upper: 1, total: 99 },
      { upper: 2, total: 100 },
      { upper: Infinity, total: 100 },
    ]);
    expect(slowThreshold(coarse, 0.05)).toMatchObject({
      refusal: expect.stringContaining('wider than the tolerance'),
    });
  });

  it('is refused without requests', () => {
    expect(slowThreshold(classicHistogram([{ upper: Infinity, total: 0 }]), 0.05)).toHaveProperty('refusal');
  });
});

describe('the interval of p95', () => {
  const settings = { alpha: 0.05, dispersion: 1, plannedRequests: 100_000 };

  it('holds the p95 and narrows with requests', () => {
    const some = p95Interval(fine(2_000), settings);
    const many = p95Interval(fine(200_000), settings);
    for (const { low, high } of [some, many]) {
      expect(low).toBeLessThanOrEqual(0.95);
      expect(high ?? Infinity).toBeGreaterThanOrEqual(0.95);
    }
    expect((many.high ?? 9) - (many.low ?? 0)).toBeLessThan((some.high ?? 9) - (some.low ?? 0));
  });

  it('is open where the buckets end, and without requests', () => {
    expect(p95Interval(fine(100), settings).high).toBeNull();
    expect(p95Interval(fine(0), settings)).toEqual({ low: null, high: null });
  });
});
