import { describe, expect, it } from 'vitest';
import { DRIFT_CLASSES } from '#domain/drift/drift-class.ts';
import { Report } from '#domain/drift/report.ts';
import { hostileReport } from './hostile-report.ts';
import { largeReport } from './large-report.ts';
import { reportOf } from './sample-builders.ts';
import { sampleReport } from './sample-report.ts';

describe('the sample report', () => {
  it('is a report, and so are its large, empty and hostile siblings', () => {
    for (const report of [sampleReport(), largeReport(200), reportOf([]), hostileReport()]) {
      expect(Report.parse(report)).toEqual(report);
    }
  });

  it('has every class and every kind of side', () => {
    const differences = sampleReport().stacks.flatMap((stack) => stack.differences);
    expect(new Set(differences.map((found) => found.class))).toEqual(new Set(DRIFT_CLASSES));
    const sides = differences.flatMap(({ intent, memory, reality }) => [intent, memory, reality]);
    expect(new Set(sides.map((side) => side.kind))).toEqual(
      new Set(['value', 'secret', 'absent', 'unknown', 'unset']),
    );
  });

  it('reconciles: found is reported plus suppressed', () => {
    const { found, reported, suppressed } = sampleReport().summary.totals;
    expect(found).toBe(reported + suppressed.reduce((sum, entry) => sum + entry.count, 0));
  });
});
