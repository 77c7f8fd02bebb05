import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { driftFigures, percentile } from './drift-figures.ts';
import { judgeObjectives, worstVerdict, type DriftObjectives } from './drift-objectives.ts';
import type { DriftState } from './drift-state.ts';
import { difference, hour, record, summary } from './sample-life.ts';

const HOUR = 3_600_000;
const now = hour(100);
const figures = (
  records: Parameters<typeof driftFigures>[0],
  scans: Parameters<typeof driftFigures>[1] = [],
  windowMs = 50 * HOUR,
) => driftFigures(records, scans, now, windowMs);

describe('a percentile', () => {
  it('is the nearest rank: always a value that was measured', () => {
    const tens = [100, 10, 20, 30, 40, 50, 60, 70, 80, 90];
    expect(percentile(tens, 50)).toBe(50);
    expect(percentile(tens, 95)).toBe(100);
    expect(percentile([7], 50)).toBe(7);
    expect(percentile([1, 2], 50)).toBe(1);
    expect(percentile([], 95)).toBeNull();
  });

  it('is exceeded by no more than the rest of the values', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(50), { minLength: 1 }),
        fc.integer({ min: 1, max: 100 }),
        (values, percent) => {
          const found = percentile(values, percent) ?? Number.NaN;
          expect(values).toContain(found);
          const atMost = values.filter((value) => value <= found).length;
          const below = values.filter((value) => value < found).length;
          expect(atMost * 100).toBeGreaterThanOrEqual(percent * values.length);
          expect(below * 100).toBeLessThan(percent * values.length);
        },
      ),
    );
  });
});

describe('the figures of drift', () => {
  it('take the age from when it was opened this time', () => {
    const reopened = record({ firstSeen: hour(0), openedAt: hour(90) });
    expect(figures([reopened]).age_p50).toEqual({ value: 10 * HOUR, points: 1 });
  });

  it('take for open what is still to be dealt with, and what is no drift for nothing', () => {
    const states: readonly DriftState[] = ['open', 'awaiting_approval', 'approved', 'acting', 'proposed'];
    const silent: readonly DriftState[] = ['accepted', 'ignored', 'verified', 'resolved'];
    const apart = record({ difference: difference({ drift: false }) });
    const all = [...[...states, ...silent].map((state) => record({ state })), apart];
    expect(figures(all).age_p95).toEqual({ value: 100 * HOUR, points: states.length });
  });

  it('take the time to decide up to the decision, inside the window only', () => {
    const decided = (at: number) =>
      record({ state: 'approved', openedAt: hour(at - 5), decidedAt: hour(at) });
    expect(figures([decided(60), decided(99), decided(40), record()]).time_to_decide_p95).toEqual({
      value: 5 * HOUR,
      points: 2,
    });
  });

  it('take the time to verify from the decision, and only of what was verified', () => {
    const closed = { decidedAt: hour(60), closedAt: hour(70) };
    const some = [
      record({ state: 'verified', ...closed }),
      record({ state: 'resolved', ...closed }),
      record({ state: 'verified', decidedAt: hour(10), closedAt: hour(20) }),
    ];
    expect(figures(some).time_to_verify_p95).toEqual({ value: 10 * HOUR, points: 1 });
  });

  it('take shares over the scans inside the window', () => {
    const scans = [
      summary({ at: hour(60), found: 2, suppressed: 1 }),
      summary({ at: hour(70), found: 1 }),
      summary({ at: hour(80), status: 'unknown' }),
      summary({ at: hour(10), status: 'unknown', found: 90, suppressed: 90 }),
    ];
    const { unknown_share, suppressed_share } = figures([], scans);
    expect(unknown_share).toEqual({ value: 1 / 3, points: 3 });
    expect(suppressed_share).toEqual({ value: 1 / 3, points: 3 });
  });

  it('of nothing are no figures, each with no points', () => {
    for (const figure of Object.values(figures([]))) expect(figure).toEqual({ value: null, points: 0 });
  });
});

describe('objectives', () => {
  const objectives = (limits: DriftObjectives['limits']): DriftObjectives => ({
    limits,
    windowMs: 50 * HOUR,
  });
  const old = figures([record()]);

  it('are met up to their limit and missed above it', () => {
    expect(judgeObjectives(old, objectives({ age_p95: 100 * HOUR, age_p50: 99 * HOUR }))).toEqual([
      { name: 'age_p50', limit: 99 * HOUR, figure: { value: 100 * HOUR, points: 1 }, verdict: 'missed' },
      { name: 'age_p95', limit: 100 * HOUR, figure: { value: 100 * HOUR, points: 1 }, verdict: 'met' },
    ]);
  });

  it('without data are neither met nor missed', () => {
    const verdicts = judgeObjectives(old, objectives({ unknown_share: 0.1, time_to_verify_p95: 0 }));
    expect(verdicts.map(({ verdict }) => verdict)).toEqual(['no_data', 'no_data']);
  });

  it('that are not set are not judged', () => {
    expect(judgeObjectives(old, objectives({}))).toEqual([]);
    expect(worstVerdict([])).toBeNull();
  });

  it('are together as bad as the worst, and without data never met', () => {
    const verdicts = judgeObjectives(old, objectives({ age_p95: 0, unknown_share: 1, age_p50: 1e12 }));
    expect(worstVerdict(verdicts)).toBe('missed');
    expect(worstVerdict(verdicts.filter(({ verdict }) => verdict !== 'missed'))).toBe('no_data');
    expect(worstVerdict(verdicts.filter(({ verdict }) => verdict === 'met'))).toBe('met');
  });

  it('of zero are met by zero: an allowed share of nothing is a real limit', () => {
    const scans = [summary({ at: hour(90) })];
    const [verdict] = judgeObjectives(figures([], scans), objectives({ unknown_share: 0 }));
    expect(verdict?.verdict).toBe('met');
  });
});
