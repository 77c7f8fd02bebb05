import { describe, expect, it } from 'vitest';
import { sequentialHalfWidth, sequentialRho } from './sequential-interval.ts';

describe('the one-sided confidence sequence', () => {
  it('gives the lower bound of the public GrowthBook test', () => {
    const moments = (sum: number, squares: number, n: number) => ({
      mean: sum / n,
      variance: (squares - (sum * sum) / n) / (n - 1),
      n,
    });
    const a = moments(1396.87, 52377.9767, 3000);
    const b = moments(2422.7, 134698.29, 3461);
    const n = a.n + b.n;
    const deviation = Math.sqrt((b.variance / b.n + a.variance / a.n) * n);
    const half = sequentialHalfWidth(deviation, n, sequentialRho(0.05, 5000), 0.05);
    expect(b.mean - a.mean - half).toBeCloseTo(-0.12656844172804982, 9);
  });

  it('narrows with data and widens with certainty', () => {
    const rho = sequentialRho(0.05, 72);
    const half = (t: number, alpha: number) => sequentialHalfWidth(1, t, rho, alpha);
    expect(half(72, 0.05)).toBeLessThan(half(36, 0.05));
    expect(half(72, 0.01)).toBeGreaterThan(half(72, 0.05));
  });
});
