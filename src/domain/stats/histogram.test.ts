import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { corpusFolder } from '#test/corpus.ts';
import { promqlCases, type HistogramCase } from './promql-cases.ts';
import { classicHistogram, histogramFraction, histogramQuantile } from './histogram.ts';

const corpus = corpusFolder();
const folder = corpus === null ? null : join(corpus, 'metrics/prometheus');
const present = folder !== null && existsSync(folder);

const answer = ({ fn, first, second, histogram }: HistogramCase): number =>
  fn === 'quantile' ? histogramQuantile(histogram, first) : histogramFraction(histogram, first, second);

describe.skipIf(!present)(
  `the public vectors of Prometheus${present ? '' : ' (skipped: no corpus on this machine)'}`,
  () => {
    it.each(['histograms.test', 'native_histograms.test'])('of %s hold', (file) => {
      const cases = promqlCases(readFileSync(join(folder ?? '', file), 'utf8'));
      expect(cases.length).toBeGreaterThan(file.startsWith('native') ? 100 : 25);
      const wrong = cases.filter((each) => {
        const got = answer(each);
        // The files themselves ask for six digits.
        const close = Math.abs(got - each.expected) <= 1e-6 * Math.abs(each.expected);
        return !(Object.is(got, each.expected) || got === each.expected || close);
      });
      expect(
        wrong.map((each) => `line ${each.line}: ${each.text} is ${answer(each)}, not ${each.expected}`),
      ).toEqual([]);
    });
  },
);

describe('a histogram', () => {
  const latency = classicHistogram([
    { upper: 0.1, total: 50 },
    { upper: 0.5, total: 90 },
    { upper: 1, total: 100 },
    { upper: Infinity, total: 100 },
  ]);

  it('has its quantiles inside the buckets', () => {
    expect(histogramQuantile(latency, 0.5)).toBeCloseTo(0.1, 12);
    expect(histogramQuantile(latency, 0.95)).toBeCloseTo(0.75, 12);
  });

  it('has exact fractions at its bounds', () => {
    expect(histogramFraction(latency, 0.5, Infinity)).toBeCloseTo(0.1, 12);
    expect(histogramFraction(latency, 1, 0.5)).toBe(0);
  });

  it('without values has neither', () => {
    const empty = classicHistogram([{ upper: Infinity, total: 0 }]);
    expect([histogramQuantile(empty, 0.5), histogramFraction(empty, 0, 1)]).toEqual([Number.NaN, Number.NaN]);
  });
});
