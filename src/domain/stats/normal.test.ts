import { describe, expect, it } from 'vitest';
import { clopperPearson } from './binomial-interval.ts';
import { logGamma } from './gamma.ts';
import { normalCdf, normalQuantile } from './normal.ts';

describe('the normal distribution', () => {
  it('has the tabulated quantiles', () => {
    expect(normalQuantile(0.99)).toBeCloseTo(2.3263478740408408, 12);
    expect(normalQuantile(0.975)).toBeCloseTo(1.959963984540054, 12);
    expect(normalQuantile(1e-10)).toBeCloseTo(-6.361340902404056, 10);
  });

  it('is undone by its quantile, far into both tails', () => {
    for (const p of [1e-12, 1e-5, 0.02, 0.3, 0.5, 0.9, 0.99999]) {
      expect(normalCdf(normalQuantile(p)) / p).toBeCloseTo(1, 11);
    }
  });

  it('has no quantile outside 0 and 1', () => {
    expect(normalQuantile(-0.1)).toBeNaN();
    expect(normalQuantile(Number.NaN)).toBeNaN();
    expect([normalQuantile(0), normalQuantile(1)]).toEqual([-Infinity, Infinity]);
  });
});

describe('the exact interval of a share', () => {
  // The first three are rows of the measured table in the specification of releases.
  it.each([
    [3, 103, 0.006, 0.083],
    [4, 91, 0.012, 0.109],
    [1, 31, 0.001, 0.167],
    [0, 31, 0, 0.112],
  ])('of %i in %i is what the tables say', (hits, runs, low, high) => {
    const interval = clopperPearson(hits, runs);
    expect(interval.low).toBeCloseTo(low, 3);
    expect(interval.high).toBeCloseTo(high, 3);
  });

  it('is symmetric', () => {
    const few = clopperPearson(7, 2000);
    const many = clopperPearson(1993, 2000);
    expect(few.low).toBeCloseTo(1 - many.high, 12);
  });
});

it('the gamma function has the factorials', () => {
  expect(logGamma(11)).toBeCloseTo(Math.log(3628800), 12);
  expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.PI) / 2, 12);
});
