import { describe, expect, it } from 'vitest';
import { ripple } from '../sample-evidence.ts';
import { addCounts, logBetter, logWorse, startCounts } from './counts-with-control.ts';
import { dispersionOf } from './dispersion.ts';
import type { PairedBlock } from './paired-block.ts';
import { addRatio, lookAtRatios, ratioVariance, startRatios } from './ratios-with-control.ts';

const block = (num: number, controlNum: number, den = 3000, controlDen = 3000): PairedBlock => ({
  num,
  den,
  controlNum,
  controlDen,
});

describe('counts with a control', () => {
  it('give the mixture of likelihood ratios of the specification', () => {
    const blocks = [block(7, 3), block(4, 5, 1000, 4000)];
    const state = blocks.reduce(addCounts, startCounts(1.05));
    const share = (r: number, { den, controlDen }: PairedBlock): number => (r * den) / (r * den + controlDen);
    const byHand = [1.25, 1.5, 2, 3, 5, 10].map((g) =>
      Math.exp(
        blocks.reduce((sum, each) => {
          const [one, zero] = [share(1.05 * g, each), share(1.05, each)];
          return sum + each.num * Math.log(one / zero) + each.controlNum * Math.log((1 - one) / (1 - zero));
        }, 0) / 1.7,
      ),
    );
    const mean = byHand.reduce((a, b) => a + b) / byHand.length;
    expect(logWorse(state, 1.7)).toBeCloseTo(Math.log(mean), 10);
  });

  it('say nothing of blocks without traffic or events', () => {
    const state = [block(0, 0), block(0, 0, 0, 0), block(0, 4, 0, 3000)].reduce(addCounts, startCounts(1.5));
    expect(logWorse(state, 1)).toBeCloseTo(0, 12);
  });

  it('call a tenfold rate at 10 requests per second within two blocks at 1 % and a tolerance of half', () => {
    const state = [block(30, 3), block(28, 3)].reduce(addCounts, startCounts(1.5));
    expect(logWorse(state, 1)).toBeGreaterThan(Math.log(100));
  });

  it('gather evidence that the tolerance is kept', () => {
    const calm = Array.from({ length: 288 }, () => block(30, 30, 30_000, 30_000));
    const state = calm.reduce(addCounts, startCounts(1.2));
    expect(logBetter(state, 1)).toBeGreaterThan(Math.log(20));
    expect(logWorse(state, 1)).toBeLessThan(0);
  });
});

describe('the dispersion of counts', () => {
  it('is 1 for calmer counts than chance, and what it is for wilder ones', () => {
    expect(dispersionOf(Array.from({ length: 50 }, () => block(5, 5)))).toBe(1);
    const wild = Array.from({ length: 50 }, (_, i) => (i % 2 === 0 ? block(16, 4) : block(4, 16)));
    expect(dispersionOf(wild)).toBeCloseTo((50 * 7.2) / 49, 10);
  });

  it('finds noise that outlasts a block', () => {
    const slow = Array.from({ length: 240 }, (_, i) =>
      Math.floor(i / 24) % 2 === 0 ? block(12, 8) : block(8, 12),
    );
    expect(dispersionOf(slow)).toBeGreaterThan(15);
  });

  it('is unknown without events', () => {
    expect(dispersionOf([])).toBeNull();
    expect(dispersionOf([block(0, 0)])).toBeNull();
  });
});

describe('ratios with a control', () => {
  const pair = (i: number, factor: number): PairedBlock => ({
    num: 100 * factor * Math.exp(0.05 * ripple(i)),
    den: 1,
    controlNum: 100 * Math.exp(0.05 * ripple(i + 5000)),
    controlDen: 1,
  });
  const before = Array.from({ length: 288 }, (_, i) => pair(i, 1));
  const after = (blocks: number, factor: number) =>
    Array.from({ length: blocks }, (_, i) => pair(i + 288, factor)).reduce(
      addRatio,
      startRatios(1.05, before),
    );

  it('narrow around the excess over what the tolerance allows', () => {
    const { mean, half } = lookAtRatios(after(288, 1.2), 0.05);
    expect(Math.abs(mean - 15)).toBeLessThan(half);
    expect(half).toBeLessThan(lookAtRatios(after(72, 1.2), 0.05).half);
    expect(mean - half).toBeGreaterThan(0);
  });

  it('have no interval before half an hour, nor while the noise is unknown', () => {
    expect(lookAtRatios(after(5, 3), 0.05).half).toBe(Infinity);
    const blind = Array.from({ length: 20 }, (_, i) => pair(i, 3)).reduce(addRatio, startRatios(1.05, []));
    expect(lookAtRatios(blind, 0.05).half).toBe(Infinity);
  });

  it('do not let one block decide over a day', () => {
    const spiked = addRatio(after(100, 1), { num: 1e9, den: 1, controlNum: 100, controlDen: 1 });
    const { mean, half } = lookAtRatios(spiked, 0.05);
    expect(mean).toBeLessThan(half);
  });

  it('have the variance of the delta method', () => {
    const moments = { costVariance: 4, trafficVariance: 9, covariance: 3, blocks: 10, meanTraffic: 5 };
    expect(ratioVariance(2, moments)).toBeCloseTo((4 + 36 - 12) / 250, 12);
  });
});
