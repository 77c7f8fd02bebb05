import { array, assert, boolean, constantFrom, property, tuple } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS } from './before-after/scheme.ts';
import type { MetricEvidence } from './evidence.ts';
import { judgeMetric } from './judge-metric.ts';
import { judgeRelease } from './judge-release.ts';
import { worstOutcome } from './outcome.ts';
import { powerReport } from './power-report.ts';
import {
  ripple,
  sampleMetric,
  samplePlan,
  sampleSeries,
  sampleWatch,
  SAMPLE_START_MS,
} from './sample-evidence.ts';

const judge = (metric: Partial<MetricEvidence>, watch = sampleWatch()) =>
  judgeMetric(sampleMetric(metric), watch, 0.05);
const FIVE_MINUTES = 300_000;

/** Errors of 10 requests per second at 0.1 %, `times` as many from a block of the watch on. */
const errors = (times: number, since = 0, seed = 0) =>
  sampleSeries({
    blockMs: FIVE_MINUTES,
    perBlock: (i, sinceStart) => ({
      num: Math.round((3 + 1.5 * ripple(i + seed)) * (sinceStart >= since ? times : 1)),
      den: 3000,
    }),
  });
const counts = samplePlan({ name: 'errors', kind: 'count' });

describe('a release without a control', () => {
  it('that changes nothing is cleared, with what would have been seen', () => {
    expect(judge({})).toMatchObject({ outcome: 'CLEARED', code: 'kept', method: 'before and after' });
  });

  it('that is half as slow again has regressed at the first looks', () => {
    const verdict = judge({ release: sampleSeries({ factor: 1.5 }) });
    expect(verdict).toMatchObject({ outcome: 'REGRESSED', by: 'look' });
    expect(verdict.calledAtMs).toBe(SAMPLE_START_MS + 4 * HOUR_MS);
  });

  it('that halves a metric of which less is worse has regressed, and doubling it has not', () => {
    const plan = samplePlan({ worse: 'lower' });
    expect(judge({ plan, release: sampleSeries({ factor: 0.5 }) }).outcome).toBe('REGRESSED');
    expect(judge({ plan, release: sampleSeries({ factor: 2 }) }).outcome).toBe('CLEARED');
  });

  it('is only advised about with too few days that show what chance does', () => {
    const verdict = judge({ siblings: [], release: sampleSeries({ factor: 2 }) });
    expect(verdict).toMatchObject({ outcome: 'INCONCLUSIVE', code: 'advisory alarm' });
    expect(judge({ siblings: [] }).outcome).toBe('INCONCLUSIVE');
  });

  it('is never cleared when the size that matters would not have been seen', () => {
    const verdict = judge({ plan: samplePlan({ mustDetect: 0.055 }) });
    expect(verdict).toMatchObject({ outcome: 'INCONCLUSIVE', code: 'not shown' });
  });

  it('with ten times the errors at 10 requests per second is called within two blocks, whenever it begins', () => {
    for (const since of [0, 100]) {
      const verdict = judge({ plan: counts, release: errors(10, since) });
      expect(verdict).toMatchObject({ outcome: 'REGRESSED', by: 'fast path' });
      expect(verdict.calledAtMs).toBeLessThanOrEqual(SAMPLE_START_MS + (since + 2) * FIVE_MINUTES);
    }
  });
});

describe('a release beside a control', () => {
  const fresh = { arrival: 'fresh', watchFaults: {}, historyFaults: {} } as const;

  it('with ten times the errors is called within two blocks', () => {
    const verdict = judge({
      plan: counts,
      release: errors(10),
      control: errors(1, 0, 500),
      controlQuality: fresh,
    });
    expect(verdict).toMatchObject({ outcome: 'REGRESSED', method: 'counts with a control' });
    expect(verdict.calledAtMs).toBeLessThanOrEqual(SAMPLE_START_MS + 2 * FIVE_MINUTES);
  });

  it('that costs the same is cleared, and that costs a fifth more has regressed', () => {
    const plan = samplePlan({ name: 'cost' });
    const of = (factor: number, seed: number) => sampleSeries({ blockMs: FIVE_MINUTES, factor, seed });
    const control = of(1, 7000);
    expect(judge({ plan, release: of(1, 0), control, controlQuality: fresh }).outcome).toBe('CLEARED');
    expect(judge({ plan, release: of(1.2, 0), control, controlQuality: fresh }).outcome).toBe('REGRESSED');
  });

  it('is not cleared when the control stopped sending', () => {
    const release = errors(0.2);
    const verdict = judge({
      plan: counts,
      release,
      control: errors(1, 0, 500),
      controlQuality: { ...fresh, arrival: 'stale' },
    });
    expect(verdict).toMatchObject({ outcome: 'INCONCLUSIVE', code: 'stale data' });
  });
});

describe('what keeps a verdict back', () => {
  it('a failed provider is ERROR, whatever the numbers say', () => {
    const verdict = judge({ outage: 'HTTP 503.', release: sampleSeries({ factor: 2 }) });
    expect(verdict).toMatchObject({ outcome: 'ERROR', code: 'outage' });
  });

  it.each(['late', 'stale', 'empty'] as const)('%s data is never cleared', (arrival) => {
    const quality = { arrival, watchFaults: {}, historyFaults: {} };
    expect(judge({ quality }).outcome).toBe('INCONCLUSIVE');
  });

  it.each(['not a number', 'counter reset', 'same time, other value', 'received late'] as const)(
    'a watch with a fault "%s" is never cleared, and says so',
    (fault) => {
      const verdict = judge({
        quality: { arrival: 'fresh', watchFaults: { [fault]: 1 }, historyFaults: {} },
      });
      expect(verdict).toMatchObject({ outcome: 'INCONCLUSIVE', code: 'spoiled data' });
      expect(verdict.sentence).toContain(`1 ${fault}`);
    },
  );

  it('a watch that drifted is inconclusive and names what happened, with an alarm as without', () => {
    const watch = sampleWatch({
      contaminations: [
        { fromMs: SAMPLE_START_MS, toMs: SAMPLE_START_MS + HOUR_MS, what: 'the stack drifted' },
      ],
    });
    for (const factor of [1, 2]) {
      const verdict = judge({ release: sampleSeries({ factor }) }, watch);
      expect(verdict).toMatchObject({ outcome: 'INCONCLUSIVE', code: 'contaminated' });
      expect(verdict.sentence).toContain('the stack drifted');
    }
  });

  it('what happens after the alarm does not take it back', () => {
    const fromMs = SAMPLE_START_MS + 10 * HOUR_MS;
    const watch = sampleWatch({
      contaminations: [{ fromMs, toMs: fromMs + HOUR_MS, what: 'another change' }],
    });
    expect(judge({ release: sampleSeries({ factor: 2 }) }, watch).outcome).toBe('REGRESSED');
  });

  it('a watch that is not over is running', () => {
    const watch = sampleWatch({ asOfMs: SAMPLE_START_MS + 12 * HOUR_MS });
    expect(judge({}, watch)).toMatchObject({ outcome: 'INCONCLUSIVE', code: 'running' });
  });

  it('more than a tenth of blocks without a value is a gap', () => {
    const release = sampleSeries();
    release.num.fill(0, -5);
    release.den.fill(0, -5);
    expect(judge({ release })).toMatchObject({ outcome: 'INCONCLUSIVE', code: 'gaps' });
  });

  it.each([
    ['seconds instead of milliseconds', 0.001],
    ['a share instead of a percentage', 0.01],
    ['kibibytes instead of bytes', 1 / 1024],
    ['dollars instead of cents', 0.01],
  ])('%s are no improvement, from the start as from the middle of the watch', (_what, factor) => {
    for (const since of [0, 12, 22]) {
      const release = sampleSeries();
      const from = release.num.length - 24 + since;
      release.num.set(
        release.num.subarray(from).map((value) => value * factor),
        from,
      );
      const verdict = judge({ release });
      expect(verdict).toMatchObject({ outcome: 'INCONCLUSIVE', code: 'units' });
      expect(verdict.sentence).toContain('looks like another unit');
    }
  });

  it.each([1000, 100, 1024])(
    'a value that became %s times larger, whatever its unit, is never cleared',
    (factor) => {
      for (const since of [0, 12, 22]) {
        const release = sampleSeries();
        const from = release.num.length - 24 + since;
        release.num.set(
          release.num.subarray(from).map((value) => value * factor),
          from,
        );
        expect(judge({ release }).outcome).not.toBe('CLEARED');
      }
    },
  );

  it('a cost that is nothing now and then, as it always was, is no other unit', () => {
    const perBlock = (i: number) => ({ num: i % 6 === 0 ? 0 : 100 + ripple(i), den: 1 });
    expect(judge({ release: sampleSeries({ perBlock }) }).code).not.toBe('units');
  });
});

describe('the metrics of a release together', () => {
  it('share the false alarms and are folded by the worst', () => {
    const verdict = judgeRelease({
      watch: sampleWatch(),
      metrics: [sampleMetric({ plan: counts, release: errors(10) }), sampleMetric({ outage: 'HTTP 503.' })],
    });
    expect(verdict.outcome).toBe('REGRESSED');
    expect(verdict.metrics.map(({ alpha }) => alpha)).toEqual([0.025, 0.025]);
    expect(verdict.alphaSpent).toBeLessThanOrEqual(0.05);
  });

  it('are inconclusive when there are none, and never clear beside one that failed', () => {
    expect(judgeRelease({ watch: sampleWatch(), metrics: [] }).outcome).toBe('INCONCLUSIVE');
    expect(worstOutcome(['CLEARED', 'ERROR'])).toBe('ERROR');
    expect(worstOutcome(['CLEARED', 'INCONCLUSIVE'])).toBe('INCONCLUSIVE');
  });

  it('need more quiet days the more metrics there are', () => {
    const three = judgeRelease({
      watch: sampleWatch(),
      metrics: [sampleMetric(), sampleMetric(), sampleMetric()],
    });
    expect(three.outcome).toBe('INCONCLUSIVE');
    expect(three.metrics[0]?.sentence).toContain('99 are needed');
  });
});

it('a look sees nothing of what comes after it', () => {
  const whole = sampleSeries({ factor: 1.2 });
  for (const hours of [5, 9, 16]) {
    const watch = sampleWatch({ asOfMs: SAMPLE_START_MS + hours * HOUR_MS });
    const cut = sampleSeries({ factor: 1.2 });
    cut.num.fill(0, hours - 24);
    cut.den.fill(0, hours - 24);
    const { digest: _, ...seen } = judge({ release: cut }, watch);
    expect(judge({ release: whole }, watch)).toMatchObject(seen);
  }
});

it('the power report refuses a tolerance below the noise in plain words', () => {
  const calm = powerReport(sampleMetric(), sampleWatch(), 0.05);
  expect(calm.refusal).toBeNull();
  expect(calm.rows.at(-1)?.share).toBeLessThan(0.2);
  const noisy = sampleSeries({ perBlock: (i) => ({ num: 100 * Math.exp(ripple(i)), den: 1 }) });
  expect(powerReport(sampleMetric({ release: noisy }), sampleWatch(), 0.05).refusal).toMatch(
    /noisier than the plan/,
  );
});

it('the power report of slow requests tells what they mean for p95', () => {
  const byGrowth = [0, 0.1, 0.2, 0.5, 1].map((growth) => ({ growth, share: 0.05 * (1 + 2 * growth) }));
  const shares = { baseline: 0.05, atMustDetect: 0.07, byGrowth };
  const plan = { tolerance: 0.05, mustDetect: 0.2 };
  const calm = powerReport(sampleMetric(), sampleWatch(), 0.05, { plan, shares });
  const last = calm.rows.at(-1);
  expect(last?.p95).toBeCloseTo((last?.share ?? 0) / 2, 6);
  const noisy = sampleSeries({ perBlock: (i) => ({ num: 100 * Math.exp(ripple(i)), den: 1 }) });
  expect(
    powerReport(sampleMetric({ release: noisy }), sampleWatch(), 0.05, { plan, shares }).refusal,
  ).toMatch(/a p95 that grows by 20 % must be seen \(tolerance 5\.0 %\)/);
});

it('no numbers make it throw, and none that are no data are cleared', () => {
  const wild = constantFrom(0, 1, 1e-300, 1e300, 5, 100, 1e15);
  assert(
    property(
      array(tuple(wild, constantFrom(0, 1, 1000)), { minLength: 1, maxLength: 40 }),
      boolean(),
      (pattern, paired) => {
        const perBlock = (i: number) => {
          const [num = 0, den = 0] = pattern[i % pattern.length] ?? [];
          return den === 0 ? { num: 0, den } : { num, den };
        };
        const release = sampleSeries({ perBlock });
        const control = paired ? sampleSeries({ perBlock: (i) => perBlock(i + 3) }) : null;
        for (const kind of ['count', 'ratio'] as const) {
          const verdict = judge({ plan: samplePlan({ kind }), release, control });
          const known = release.den.subarray(-24).filter((den) => den > 0).length;
          expect(known >= 20 || verdict.outcome !== 'CLEARED').toBe(true);
        }
      },
    ),
    { numRuns: 60 },
  );
});

it('a start outside the data is inconclusive', () => {
  const watch = sampleWatch({ startMs: SAMPLE_START_MS - 60 * DAY_MS, asOfMs: SAMPLE_START_MS });
  expect(judge({}, watch).outcome).toBe('INCONCLUSIVE');
});
