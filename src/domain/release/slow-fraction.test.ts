import { describe, expect, it } from 'vitest';
import { classicHistogram } from '../stats/histogram.ts';
import { growthAtShare, p95Interval, slowSharePlan, slowThreshold } from './slow-fraction.ts';

/** Bounds every 5 % from 0.1 s to 1.2 s; latencies evenly from 0 to 1 s. */
const fine = (requests: number, longest = 1) =>
  classicHistogram([
    ...Array.from({ length: 52 }, (_, i) => 0.1 * 1.05 ** i).map((upper) => ({
      upper,
      total: requests * Math.min(1, upper / longest),
    })),
    { upper: Infinity, total: requests },
  ]);

describe('a plan for p95 as one for the share of slow requests', () => {
  const plan = { name: 'p95', kind: 'ratio', worse: 'higher', tolerance: 0.3, mustDetect: 0.7 } as const;

  it('accepts up to 5 %, wherever the share was before, because there p95 has grown by the tolerance', () => {
    const { tolerance, mustDetect, kind } = slowSharePlan(plan, {
      baseline: 0.02,
      atMustDetect: 0.1,
      byGrowth: [],
    });
    expect({ tolerance, mustDetect, kind }).toEqual({ tolerance: 1.5, mustDetect: 4, kind: 'count' });
  });

  it('accepts nothing more where the share is above that already', () => {
    expect(slowSharePlan(plan, { baseline: 0.06, atMustDetect: 0.2, byGrowth: [] })).toMatchObject({
      tolerance: 0,
    });
  });

  it('says what share longer requests would give', () => {
    // Evenly up to a second, and 40 % longer: of those from 1.06 s on, a quarter.
    const found = slowThreshold(fine(10_000), { tolerance: 0.1, mustDetect: 0.4 });
    const shares = 'shares' in found ? found.shares : { baseline: 0, atMustDetect: 0, byGrowth: [] };
    const bound = 'seconds' in found ? found.seconds : 0;
    expect(shares.atMustDetect).toBeCloseTo(1 - bound / 1.4, 6);
    // And back: by how much p95 has grown when so many are slow.
    for (const growth of [0.1, 0.33, 0.7, 2]) {
      expect(growthAtShare(shares, 1 - bound / (1 + growth))).toBeCloseTo(growth, 1);
    }
    expect([growthAtShare(shares, 0.999), growthAtShare({ ...shares, byGrowth: [] }, 0.1)]).toEqual([
      null,
      null,
    ]);
  });
});

describe('the bound from which a request is slow', () => {
  it('is the next bucket bound above the p95 and its tolerance', () => {
    const found = slowThreshold(fine(10_000), { tolerance: 0.1, mustDetect: 0.5 });
    expect('seconds' in found ? found.seconds : 0).toBeGreaterThanOrEqual(0.95 * 1.1);
    expect('seconds' in found ? found.seconds : 9).toBeLessThanOrEqual(0.95 * 1.1 * 1.05);
    // Nobody takes longer than a second here, and half a request is the least that is believed.
    expect(found).toMatchObject({ shares: { baseline: 0.5 / 10_000 } });
  });

  it('is refused beyond the last bound', () => {
    const short = classicHistogram([
      { upper: 0.5, total: 94 },
      { upper: 0.52, total: 96 },
      { upper: Infinity, total: 100 },
    ]);
    expect(slowThreshold(short, { tolerance: 0.1, mustDetect: 0.5 })).toMatchObject({
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
    expect(slowThreshold(coarse, { tolerance: 0.05, mustDetect: 0.5 })).toMatchObject({
      refusal: expect.stringContaining('wider than the tolerance'),
    });
  });

  it('is refused where what must be detected would not reach it', () => {
    expect(slowThreshold(fine(10_000), { tolerance: 0.1, mustDetect: 0.1 })).toMatchObject({
      refusal: expect.stringContaining('would stay below'),
    });
  });

  it('is refused without requests', () => {
    const empty = classicHistogram([{ upper: Infinity, total: 0 }]);
    expect(slowThreshold(empty, { tolerance: 0.05, mustDetect: 0.5 })).toHaveProperty('refusal');
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
