import { describe, expect, it } from 'vitest';
import { resolveSeries } from './resolve-series.ts';
import type { SampleKind, Samples } from './sample.ts';

const MINUTE = 60_000;
const grid = { startMs: 0, blockMs: 5 * MINUTE, blocks: 12 };
/** The watch starts with the seventh block; everything is judged at the hour. */
const range = { fromMs: 0, asOfMs: 60 * MINUTE, watchMs: 30 * MINUTE, isShare: false };

type Row = readonly [minute: number, num: number, den?: number, receivedMinute?: number];

function samples(rows: readonly Row[]): Samples {
  return {
    timeMs: Float64Array.from(rows, ([minute]) => minute * MINUTE),
    num: Float64Array.from(rows, ([, num]) => num),
    den: Float64Array.from(rows, ([, , den = 1]) => den),
    receivedMs: Float64Array.from(rows, ([minute, , , received = minute]) => received * MINUTE),
  };
}

/** A value in every block. */
const whole: readonly Row[] = Array.from({ length: 12 }, (_, i) => [i * 5 + 1, 10 + i]);
const resolve = (rows: readonly Row[], kind: SampleKind = 'value', over = {}) =>
  resolveSeries(samples(rows), kind, grid, { ...range, ...over });

describe('what is wrong with a sample', () => {
  const cases: readonly (readonly [string, readonly Row[], object, number])[] = [
    ['not a number', [[41, Number.NaN]], {}, 8],
    ['infinite', [[41, Infinity]], {}, 8],
    ['negative', [[41, -1]], {}, 8],
    ['same time, other value', [[41, 99]], {}, 8],
    ['received late', [[42, 5, 1, 61]], {}, -1],
    ['repeated', [[41, 18]], {}, -1],
    ['after the look', [[61, 5]], {}, -1],
    ['out of order', [[32, 16]], {}, -1],
  ];

  it.each(cases)('%s is told apart', (fault, extra, over, spoiled) => {
    const { series, quality } = resolve([...whole, ...extra], 'value', over);
    expect(quality.watchFaults).toMatchObject({ [fault]: 1 });
    expect(quality.historyFaults).toEqual({});
    const missing = [...series.den].flatMap((den, i) => (den === 0 ? [i] : []));
    expect(missing).toEqual(spoiled < 0 ? [] : [spoiled]);
  });

  it('more errors than requests is no share', () => {
    const { quality } = resolve([[41, 5, 3]], 'amount', { isShare: true });
    expect(quality.watchFaults).toEqual({ 'more than the whole': 1 });
  });

  it('before the watch is the history, and does not spoil it', () => {
    const { quality } = resolve([...whole, [2, Number.NaN]]);
    expect(quality).toMatchObject({ watchFaults: {}, historyFaults: { 'not a number': 1 } });
  });
});

describe('how samples add up', () => {
  it('amounts are summed, values averaged, by time and not by place', () => {
    const rows: readonly Row[] = [
      [2, 3, 100],
      [0, 1, 50],
    ];
    const { series } = resolve(rows, 'amount');
    expect([series.num[0], series.den[0]]).toEqual([4, 150]);
  });

  it('a counter gives its growth, shared out by time', () => {
    const { series } = resolve(
      [
        [0, 100, 1000],
        [10, 120, 1400],
      ],
      'counter',
    );
    expect([...series.num.subarray(0, 3)]).toEqual([10, 10, 0]);
    expect([...series.den.subarray(0, 3)]).toEqual([200, 200, 0]);
  });

  it('a counter that fell was reset: nothing is known of the blocks between', () => {
    const { series, quality } = resolve(
      [
        [30, 500, 5000],
        [35, 510, 5100],
        [40, 2, 50],
        [45, 4, 150],
      ],
      'counter',
    );
    expect(quality.watchFaults).toEqual({ 'counter reset': 1 });
    expect([...series.den.subarray(6, 9)]).toEqual([100, 0, 100]);
  });

  it('a counter read twice in an hour tells nothing of the time between', () => {
    const { series } = resolve(
      [
        [0, 0, 0],
        [50, 100, 1000],
      ],
      'counter',
    );
    expect(series.den.every((den) => den === 0)).toBe(true);
  });
});

describe('how data arrives', () => {
  it.each([
    ['fresh', 56],
    ['late', 45],
    ['stale', 29.9 + 0.2],
    ['empty', 20],
  ] as const)('is %s when the newest sample is of minute %s', (arrival, minute) => {
    const asOfMs = arrival === 'stale' ? 61 * MINUTE : range.asOfMs;
    expect(
      resolve(
        [
          [1, 5],
          [minute, 5],
        ],
        'value',
        { asOfMs },
      ).quality.arrival,
    ).toBe(arrival);
  });

  it('is empty when every sample of the watch is unusable', () => {
    expect(resolve([[41, Number.NaN]]).quality.arrival).toBe('empty');
  });
});

it('a million samples in any order are summed', () => {
  const length = 1_000_000;
  const timeMs = Float64Array.from({ length }, (_, i) => ((i * 7919) % length) * 3.6);
  const filled = new Float64Array(length).fill(1);
  const { series } = resolveSeries(
    { timeMs, num: filled, den: filled, receivedMs: null },
    'amount',
    grid,
    range,
  );
  expect(series.num.reduce((a, b) => a + b)).toBe(length);
});
