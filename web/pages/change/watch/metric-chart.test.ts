import { describe, expect, it } from 'vitest';
import {
  alarmBlock,
  blockReading,
  evidenceRange,
  metricChart,
  newestBlock,
  spansWithin,
  valueRange,
} from './metric-chart.ts';

const HOUR = 3_600_000;
const START = Date.UTC(2026, 2, 25, 12);
const GRID = {
  start: new Date(START).toISOString(),
  end: new Date(START + 4 * HOUR).toISOString(),
  block_ms: HOUR,
};
const at = (block: number): number => START + block * HOUR;

const METRIC = {
  release: [
    [at(0), 0.011],
    [at(1), null],
    [at(2), 0.022],
  ] as [number, number | null][],
  baseline: {
    how: 'previous_days' as const,
    name: 'the 20 days before',
    days: 20,
    band: [
      [at(0), 0.009, 0.01, 0.012],
      [at(1), 0.009, 0.01, 0.012],
      [at(2), 0.015, 0.02, 0.024],
      [at(3), 0.015, 0.02, 0.024],
      [at(4), 0.5, 0.5, 0.5],
    ] as [number, number | null, number | null, number | null][],
    limit: [
      [at(0), 0.0105],
      [at(2), 0.021],
    ] as [number, number | null][],
  },
  looks: [
    { number: 1, at: GRID.start, statistic: -0.1, bound: 0.05, alarm: false },
    { number: 3, at: GRID.start, statistic: 0.2, bound: 0.05, alarm: true },
  ],
};

describe('the chart of a metric', () => {
  const chart = metricChart(METRIC, GRID);

  it('stands on all blocks of the watch, also those to come, each at its middle', () => {
    expect(chart.times).toEqual([0, 1, 2, 3].map((block) => (at(block) + HOUR / 2) / 1000));
    expect(chart.release).toEqual([0.011, null, 0.022, null]);
    expect(chart.limit).toEqual([0.0105, null, 0.021, null]);
  });

  it('leaves a gap where nothing was measured, and takes nothing from outside the watch', () => {
    expect(chart.release[1]).toBeNull();
    expect(Math.max(...chart.high.map((value) => value ?? 0))).toBe(0.024);
  });

  it('has a look where its last block ends, and none where none was made', () => {
    expect(chart.looks.map((look) => look?.number ?? null)).toEqual([1, null, 3, null]);
    expect(alarmBlock(chart)).toBe(2);
  });

  it('reads one block exactly: what it was, and by how much it is another', () => {
    expect(blockReading(chart, 2, HOUR)).toMatchObject({
      from: new Date(at(2)),
      to: new Date(at(3)),
      release: 0.022,
      middle: 0.02,
      limit: 0.021,
      change: expect.closeTo(0.1, 10) as number,
      look: { number: 3, alarm: true },
    });
  });

  it('says of no change where one of the two is not known', () => {
    expect(blockReading(chart, 1, HOUR)?.change).toBeNull();
    expect(blockReading(chart, 9, HOUR)).toBeNull();
  });

  it('looks first at the newest block that was measured', () => {
    expect(newestBlock(chart)).toBe(2);
    expect(newestBlock({ ...chart, release: [null, null] })).toBe(0);
  });

  it('has no line for a control below and above, which only days have', () => {
    const control = metricChart(
      { ...METRIC, baseline: { ...METRIC.baseline, band: [[at(0), null, 0.01, null]] } },
      GRID,
    );
    expect([control.low[0], control.middle[0], control.high[0]]).toEqual([null, 0.01, null]);
  });
});

describe('the range of a chart', () => {
  const flat = metricChart({ ...METRIC, looks: [] }, GRID);

  it('holds every value with some room, and zero where that is near', () => {
    const [low, high] = valueRange(flat);
    expect(low).toBeCloseTo(0.0078, 10);
    expect(high).toBeGreaterThan(0.024);
    expect(valueRange({ ...flat, low: [0.001] })[0]).toBe(0);
  });

  it('is not nothing where all values are one, or none is known', () => {
    const none = { ...flat, low: [], middle: [], high: [], limit: [], release: [] };
    expect(valueRange(none)).toEqual([0, 1]);
    const [low, high] = valueRange({ ...none, release: [5] });
    expect(high - low).toBeGreaterThan(0);
  });
});

describe('the range of the evidence', () => {
  it('holds the bound and what passed it, and cuts off what lies far below', () => {
    const looks = [
      { number: 1, at: GRID.start, statistic: -40, bound: 0.1, alarm: false },
      { number: 2, at: GRID.start, statistic: 0.3, bound: 0.1, alarm: true },
    ];
    const [low, high] = evidenceRange(metricChart({ ...METRIC, looks }, GRID)) ?? [0, 0];
    expect(high).toBeGreaterThan(0.3);
    expect(low).toBeGreaterThan(-1);
    expect(low).toBeLessThan(0.1);
  });

  it('is none while nothing was found', () => {
    const looks = [{ number: 1, at: GRID.start, statistic: null, bound: null, alarm: false }];
    expect(evidenceRange(metricChart({ ...METRIC, looks }, GRID))).toBeNull();
  });
});

describe('what spoils a part of a watch', () => {
  it('is cut to the watch, and left out when it lies beside it', () => {
    const spans = spansWithin(
      [
        { from: new Date(at(-2)).toISOString(), to: new Date(at(1)).toISOString(), what: 'drift' },
        { from: new Date(at(9)).toISOString(), to: new Date(at(10)).toISOString(), what: 'later' },
      ],
      GRID,
    );
    expect(spans).toEqual([{ fromS: at(0) / 1000, toS: at(1) / 1000, what: 'drift' }]);
  });
});
