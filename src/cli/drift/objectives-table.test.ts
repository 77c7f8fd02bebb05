import { describe, expect, it } from 'vitest';
import { driftFigures } from '#domain/drift/life/drift-figures.ts';
import { judgeObjectives, type DriftObjectives } from '#domain/drift/life/drift-objectives.ts';
import { hour, record, summary } from '#domain/drift/life/sample-life.ts';
import { objectivesJson } from './drift-json.ts';
import { objectivesTable } from './objectives-table.ts';

const HOUR = 3_600_000;
const WINDOW = 30 * 24 * HOUR;
const figures = driftFigures([record()], [summary({ found: 8, suppressed: 1 })], hour(50), WINDOW);
const judged = (limits: DriftObjectives['limits']) => judgeObjectives(figures, { limits, windowMs: WINDOW });
const table = (limits: DriftObjectives['limits']): string =>
  objectivesTable(figures, judged(limits), WINDOW, { color: false, width: 120 });
const cellsOf = (text: string, name: string): readonly string[] =>
  (text.split('\n').find((line) => line.startsWith(name)) ?? '').split(/ {2,}/);

describe('the table of objectives', () => {
  it('shows every figure with its points, its objective and the verdict', () => {
    const text = table({ age_p95: 24 * HOUR, suppressed_share: 0.2 });
    expect(cellsOf(text, 'age_p95').slice(0, 5)).toEqual(['age_p95', '2d 2h', 'at most 1d', '1', 'missed']);
    expect(cellsOf(text, 'suppressed_share').slice(0, 5)).toEqual([
      'suppressed_share',
      '12.5 %',
      'at most 20 %',
      '8',
      'met',
    ]);
    expect(cellsOf(text, 'age_p50').slice(0, 5)).toEqual(['age_p50', '2d 2h', '-', '1', '-']);
    expect(text).toContain('1 of 2 objectives missed.');
  });

  it('says that no data is not met', () => {
    const text = table({ time_to_verify_p95: HOUR });
    expect(cellsOf(text, 'time_to_verify_p95').slice(1, 5)).toEqual(['-', 'at most 1h', '0', 'no data']);
    expect(text).toContain('1 of 1 objective without data: unknown, not met.');
  });

  it('says so when all are met, and when none is set', () => {
    expect(table({ age_p95: 1e12 })).toContain('1 objective met.');
    expect(table({})).toContain('No objective is set, so there is no verdict.');
  });

  it('as JSON keeps milliseconds and shares', () => {
    expect(objectivesJson(figures, judged({ age_p95: 24 * HOUR }), WINDOW, hour(50))).toMatchObject({
      version: '1.0',
      window_ms: WINDOW,
      verdict: 'missed',
      figures: [
        { name: 'age_p50', unit: 'ms', value: 50 * HOUR, points: 1, objective: null, verdict: null },
        { name: 'age_p95', value: 50 * HOUR, objective: 24 * HOUR, verdict: 'missed' },
        {},
        {},
        { name: 'time_to_verify_p50', value: null, points: 0 },
        {},
        { name: 'unknown_share', unit: 'share', value: 0, points: 1 },
        { name: 'suppressed_share', value: 0.125 },
      ],
    });
  });
});
