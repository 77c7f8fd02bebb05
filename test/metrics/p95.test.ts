import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { prometheusSource } from '#adapters/metrics/prometheus/prometheus-source.ts';
import { parseArmQuery, type ArmQuery } from '#domain/release/data/arm-query.ts';
import type { MetricSource } from '#ports/metric-source.ts';
import { startPrometheus, type PrometheusServer } from '#test/prometheus-server.ts';
import { because, realParts, skipReason } from '#test/real-parts.ts';
import { readArm } from '#workflows/read-arm.ts';
import { middleOf, RANGE, START_MS, STEP_MS } from './known-series.ts';

const SIGNAL = new AbortController().signal;
const parts = await realParts();
const missing = skipReason(parts, ['prometheus']);
const BEFORE = { fromMs: START_MS, toMs: START_MS + 12 * STEP_MS, stepMs: STEP_MS };

/** 100 requests a scrape: 96 within 250 ms, from step 12 on only 90; the rest within 260 ms or a second. */
function history(): string {
  const scrape = 15_000;
  const bounds = ['0.25', '0.26', '1.0', '+Inf'] as const;
  const totals = [0, 0, 0, 0];
  const lines: Record<string, string[]> = { bucket: [], count: [], sum: [], resets: [] };
  let requests = 0;
  let restarts = 0;
  for (let time = START_MS - STEP_MS; time <= RANGE.toMs; time += scrape) {
    const isLate = time > START_MS + 12 * STEP_MS;
    [isLate ? 90 : 96, isLate ? 92 : 97, 100, 100].forEach(
      (more, i) => (totals[i] = (totals[i] ?? 0) + more),
    );
    requests += 100;
    // One process starts again in the middle of step 3.
    restarts = time === START_MS + 3.5 * STEP_MS ? 5 : restarts + 10;
    const at = time / 1000;
    bounds.forEach((le, i) =>
      lines['bucket']?.push(`rpc_seconds_bucket{service="shop",le="${le}"} ${totals[i]} ${at}`),
    );
    lines['count']?.push(`rpc_seconds_count{service="shop"} ${requests} ${at}`);
    lines['sum']?.push(`rpc_seconds_sum{service="shop"} ${requests * 0.2} ${at}`);
    lines['resets']?.push(`worker_jobs_total{service="shop"} ${restarts} ${at}`);
  }
  return [
    '# TYPE rpc_seconds histogram',
    ...(lines['bucket'] ?? []),
    ...(lines['count'] ?? []),
    ...(lines['sum'] ?? []),
    '# TYPE worker_jobs counter',
    ...(lines['resets'] ?? []),
    '# EOF',
    '',
  ].join('\n');
}

const arm = (settings: Readonly<Record<string, string>>): ArmQuery => {
  const query = parseArmQuery('prod', settings);
  if ('problem' in query) throw new Error(query.problem);
  return query;
};

describe.skipIf(missing !== null)(
  `an arm read from a real Prometheus${because(missing)}`,
  { timeout: 240_000 },
  () => {
    let server: PrometheusServer;
    let find: (name: string) => Promise<MetricSource | null>;
    beforeAll(async () => {
      server = await startPrometheus({ program: parts.prometheus ?? '', history: history() });
      const source = prometheusSource({ name: 'prod', url: server.url, headers: {} });
      find = (name) => Promise.resolve(name === 'prod' ? source : null);
    }, 240_000);
    afterAll(() => server?.stop());

    it('of a histogram counts what is slower than the first bound beyond the tolerance, and keeps that bound', async () => {
      const query = arm({ histogram: 'rpc_seconds{service="shop"}' });
      const first = await readArm(
        { query, range: RANGE, slow: { before: BEFORE, tolerance: 0.05, mustDetect: 0.5 } },
        find,
        SIGNAL,
      );
      if ('fault' in first) throw new Error(first.detail);
      expect(first.threshold).toBe(0.26);
      const share = [...first.samples.num].map((slow, i) => slow / (first.samples.den[i] ?? 0));
      expect(share.slice(0, 12).map((each) => each.toFixed(2))).toEqual(Array(12).fill('0.03'));
      expect(share.slice(13).map((each) => each.toFixed(2))).toEqual(Array(11).fill('0.08'));
      const again = await readArm({ query, range: RANGE, slow: { threshold: 0.26 } }, find, SIGNAL);
      expect(again).toEqual({ ...first, shares: null });
      expect(first.shares?.baseline).toBeCloseTo(0.03, 2);
    });

    it('of a histogram with a bucket wider than the tolerance is refused, and says which', async () => {
      const query = arm({ histogram: 'rpc_seconds{service="shop"}' });
      const late = { ...BEFORE, fromMs: BEFORE.toMs, toMs: RANGE.toMs };
      const answer = await readArm(
        { query, range: RANGE, slow: { before: late, tolerance: 0.05, mustDetect: 0.5 } },
        find,
        SIGNAL,
      );
      expect(answer).toMatchObject({
        fault: 'refused',
        detail: expect.stringMatching(/bucket from 0\.26 s to 1 s/) as string,
      });
    });

    it('of a counter says in which steps it fell', async () => {
      const query = arm({
        num: 'worker_jobs_total{service="shop"}',
        requests: 'rpc_seconds_count{service="shop"}',
      });
      const answer = await readArm({ query, range: RANGE, slow: { threshold: 0 } }, find, SIGNAL);
      expect(answer).toMatchObject({ resetsMs: [middleOf(3)] });
    });

    it('of errors that never happened is missing, or zero where that was declared', async () => {
      const settings = { errors: 'rpc_errors_total', requests: 'rpc_seconds_count{service="shop"}' };
      const [missingHalf, zero] = [
        await readArm({ query: arm(settings), range: RANGE, slow: { threshold: 0 } }, find, SIGNAL),
        await readArm(
          { query: arm({ ...settings, absent: 'zero' }), range: RANGE, slow: { threshold: 0 } },
          find,
          SIGNAL,
        ),
      ];
      if ('fault' in missingHalf || 'fault' in zero) throw new Error('It did not answer.');
      expect([...missingHalf.samples.num].every(Number.isNaN)).toBe(true);
      expect([...zero.samples.num].every((value) => value === 0)).toBe(true);
      expect(zero.samples.den).toEqual(missingHalf.samples.den);
    });

    it.each([
      [
        'an expression where a counter is asked for',
        { num: 'rate(rpc_seconds_count[5m])', requests: 'rpc_seconds_count' },
        /give a name with matchers/,
      ],
      ['several series', { value: 'rpc_seconds_bucket' }, /gives 4 series/],
      ['what is no PromQL', { value: 'sum(' }, /bad_data/],
      [
        'a source that nobody named',
        { value: 'up', value_source: 'elsewhere' },
        /No metric source is called "elsewhere"/,
      ],
    ])('refuses %s, and says why', async (_, settings, why) => {
      const answer = await readArm(
        { query: arm(settings), range: RANGE, slow: { threshold: 0 } },
        find,
        SIGNAL,
      );
      expect(answer).toMatchObject({ fault: 'refused', detail: expect.stringMatching(why) as string });
    });
  },
);
