import { describe, expect, it } from 'vitest';
import {
  gammaExponentialMixture,
  normalMixtureRho,
  oneSidedNormalMixture,
  twoSidedNormalMixture,
} from './mixture-boundary.ts';

// The values are those that the public tests of confseq hold against a reference implementation in R.
describe('the mixture boundaries of confseq', () => {
  it('agree for the two-sided normal mixture', () => {
    expect(normalMixtureRho(100, 0.05)).toBeCloseTo(12.60056, 5);
    const mixture = twoSidedNormalMixture(100, 0.05);
    expect(mixture.logMixture(10, 100)).toBeCloseTo(-0.6510052, 7);
    expect(mixture.bound(100, 0.05)).toBeCloseTo(30.35209, 5);
  });

  it('agree for the one-sided normal mixture', () => {
    const mixture = oneSidedNormalMixture(100, 0.05);
    expect(mixture.logMixture(10, 100)).toBeCloseTo(-0.06502391, 7);
    expect(mixture.bound(100, 0.05)).toBeCloseTo(27.66071, 5);
  });

  it('agree for the gamma-exponential mixture', () => {
    const mixture = gammaExponentialMixture(100, 0.05, 2);
    expect(mixture.logMixture(10, 100)).toBeCloseTo(-0.2490165, 6);
    expect(mixture.bound(100, 0.05)).toBeCloseTo(33.02017, 5);
  });
});
