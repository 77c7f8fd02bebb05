import { describe, expect, it } from 'vitest';
import { cumulate } from '../block-series.ts';
import { ripple, sampleSeries, SAMPLE_DAYS } from '../sample-evidence.ts';
import { alarmLevel, calibrate } from './calibrate.ts';
import { isTransition, isWeekend } from './day-type.ts';
import { fitBefore } from './fit.ts';
import { lookAt } from './look.ts';
import { placeboAt, placebosBefore, type Placebo } from './placebo.ts';
import { detectableFactor, powerOf } from './power.ts';
import { HOUR_MS, schemeFor } from './scheme.ts';

const scheme = schemeFor(HOUR_MS);
const start = SAMPLE_DAYS * 24;
const day = (worse: number, better = worse): Placebo => ({ startMs: 0, worse, better, scale: 1 });

describe('the fit of the days before', () => {
  it('finds the shape of the day and the level before the start', () => {
    const fit = fitBefore(cumulate(sampleSeries()), start, scheme);
    expect(fit?.days).toBe(20);
    expect((fit?.shape[6] ?? 0) - (fit?.shape[18] ?? 0)).toBeCloseTo(0.6, 1);
    expect(Math.exp((fit?.level[1] ?? 0) + (fit?.shape[0] ?? 0))).toBeCloseTo(100, -1);
  });

  it('reads nothing at or after the start', () => {
    const calm = fitBefore(cumulate(sampleSeries()), start, scheme);
    expect(fitBefore(cumulate(sampleSeries({ factor: 50 })), start, scheme)).toEqual(calm);
  });

  it('needs ten days', () => {
    expect(fitBefore(cumulate(sampleSeries()), 239, scheme)).toBeNull();
    expect(fitBefore(cumulate(sampleSeries()), 240, scheme)).not.toBeNull();
  });

  it('adds half the smallest value where there are zeros, and nothing elsewhere', () => {
    const zeros = sampleSeries({ perBlock: (i) => ({ num: i % 5 === 0 ? 0 : 4 + (i % 3), den: 1 }) });
    expect(fitBefore(cumulate(zeros), start, scheme)?.offset[1]).toBe(2);
    expect(fitBefore(cumulate(sampleSeries()), start, scheme)?.offset[1]).toBe(0);
  });
});

describe('a look', () => {
  const at = (factor: number, blocks: number) => {
    const series = cumulate(sampleSeries({ factor }));
    const fit = fitBefore(series, start, scheme);
    if (fit === null) throw new Error('the sample has enough days');
    return lookAt(series, fit, start, blocks, scheme);
  };

  it('moves by the logarithm of what is put on the metric, in both directions', () => {
    for (const blocks of [4, 11, 24]) {
      expect(at(1.5, blocks).bound - at(1, blocks).bound).toBeCloseTo(Math.log(1.5), 10);
      expect(at(1.5, blocks).mirrored - at(1, blocks).mirrored).toBeCloseTo(-Math.log(1.5), 10);
    }
  });

  it('counts a gap as no change', () => {
    const series = sampleSeries({ factor: 3 });
    series.num.fill(0, start, start + 20);
    series.den.fill(0, start, start + 20);
    const sums = cumulate(series);
    const fit = fitBefore(sums, start, scheme);
    expect(fit === null ? null : lookAt(sums, fit, start, 24, scheme)).toMatchObject({ missing: 20 });
    expect(fit === null ? 1 : lookAt(sums, fit, start, 24, scheme).bound).toBeLessThan(0.1);
  });

  it('with a floor is the same above it and never above it below', () => {
    const series = cumulate(sampleSeries({ factor: 1.1 }));
    const fit = fitBefore(series, start, scheme);
    if (fit === null) throw new Error('the sample has enough days');
    for (let blocks = 4; blocks <= 24; blocks += 1) {
      const whole = lookAt(series, fit, start, blocks, scheme);
      for (const floor of [-1, 0, whole.bound - 1e-9, whole.bound, 1]) {
        const seen = lookAt(series, fit, start, blocks, scheme, { bound: floor, mirrored: Infinity }).bound;
        expect(seen > floor).toBe(whole.bound > floor);
        expect(seen <= floor || seen === whole.bound).toBe(true);
      }
    }
  });

  it('groups blocks of five minutes, so that a day has at most as many as hours', () => {
    const fine = schemeFor(300_000);
    const series = cumulate(sampleSeries({ blockMs: 300_000 }));
    const fit = fitBefore(series, SAMPLE_DAYS * 288, fine);
    const groups = [6, 24, 25, 288].map((blocks) =>
      fit === null ? 0 : lookAt(series, fit, SAMPLE_DAYS * 288, blocks, fine).groups,
    );
    expect(groups).toEqual([6, 24, 12, 24]);
  });

  it('into a weekend is also held against the week before', () => {
    // Saturdays and Sundays are twice as slow; a Saturday is no regression.
    const series = cumulate(
      sampleSeries({
        perBlock: (i) => ({
          num: (isWeekend(startMs + i * HOUR_MS) ? 200 : 100) * Math.exp(0.05 * ripple(i)),
          den: 1,
        }),
      }),
    );
    const saturday =
      [...Array(24).keys()].find(
        (i) => isTransition(startMs + i * 24 * HOUR_MS) && isWeekend(startMs + i * 24 * HOUR_MS) && i >= 14,
      ) ?? 0;
    const fit = fitBefore(series, saturday * 24, scheme);
    if (fit === null) throw new Error('the sample has enough days');
    expect(lookAt(series, fit, saturday * 24, 12, { ...scheme, dayTypes: false }).bound).toBeGreaterThan(0.4);
    expect(lookAt(series, fit, saturday * 24, 12, scheme).bound).toBeLessThan(0.1);
  });
  const { startMs } = sampleSeries();
});

describe('placebos', () => {
  it('are mirrored: an upside-down series has them the other way round', () => {
    const series = sampleSeries();
    const turned = { ...series, num: series.num.map((value) => 1 / value) };
    const one = placeboAt(cumulate(series), 20 * 24, scheme);
    const other = placeboAt(cumulate(turned), 20 * 24, scheme);
    expect(one?.worse).toBeCloseTo(other?.better ?? 0, 8);
    expect(one?.better).toBeCloseTo(other?.worse ?? 0, 8);
  });

  it('are the days that ended before the start and had ten before them', () => {
    expect(placebosBefore(cumulate(sampleSeries()), start, scheme, 60)).toHaveLength(14);
  });

  it('are not made of days of which hardly anything is known', () => {
    const series = sampleSeries();
    series.den.fill(0, start - 24, start - 24 + 7);
    expect(placebosBefore(cumulate(series), start, scheme, 1)).toHaveLength(0);
  });
});

describe('the calibration', () => {
  it('takes the strict rank: with 33 days the largest of 66', () => {
    const days = Array.from({ length: 33 }, (_, i) => day(1 + i / 100, 1 + i / 100 + 0.005));
    expect(calibrate(days, 0.03)).toMatchObject({ enough: true, needed: 33, dropped: 0 });
    expect(calibrate(days, 0.03).quantile).toBeCloseTo(1.325, 10);
    expect(calibrate(days.slice(1), 0.03).enough).toBe(false);
    expect(calibrate(days, 0.01).needed).toBe(99);
  });

  it('leaves out what lies beyond the fence', () => {
    const days = [...Array.from({ length: 40 }, (_, i) => day(i / 40)), day(50)];
    expect(calibrate(days, 0.03)).toMatchObject({ dropped: 2 });
    expect(calibrate(days, 0.03).quantile).toBeLessThan(1);
  });

  it('asks for the tolerance and chance together', () => {
    expect(alarmLevel(0.1, 2, 0.3)).toBeCloseTo(0.7, 12);
    expect(alarmLevel(0.1, -2, 0.3)).toBe(0.1);
  });

  it('alarms at any bound when it knows no day', () => {
    expect(calibrate([], 0.03)).toMatchObject({ quantile: Infinity, enough: false });
  });
});

it('what would be seen follows from own days', () => {
  const maxima = [-0.3, -0.2, -0.1, 0, 0.1, 0.2];
  expect(detectableFactor(maxima, 0.5)).toBeCloseTo(Math.exp(0.5 + 0.2), 10);
  expect(powerOf(maxima, 0.5, Math.exp(0.55))).toBeCloseTo(3 / 6, 10);
  expect(detectableFactor(maxima.slice(2), 0.5)).toBeNull();
});
