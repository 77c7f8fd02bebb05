import { expect, it, onTestFinished } from 'vitest';
import { prometheusSource } from '#adapters/metrics/prometheus/prometheus-source.ts';
import { parseArmQuery } from '#domain/release/data/arm-query.ts';
import { startPrometheus } from '#test/prometheus-server.ts';
import { because, realParts, skipReason } from '#test/real-parts.ts';
import { writeNativeHistogram, type NativeSample } from '#test/remote-write.ts';
import { readArm } from '#workflows/read-arm.ts';
import { RANGE, START_MS, STEP_MS } from './known-series.ts';

const SIGNAL = new AbortController().signal;
const parts = await realParts();
const missing = skipReason(parts, ['prometheus']);
/** Eight buckets to each power of two, so each is 9 % wide. */
const SCHEMA = 3;
const SCRAPE_MS = 15_000;

/** A hundred requests a scrape: three of them slow, and ten from step 12 on. */
function history(): readonly NativeSample[] {
  const samples: NativeSample[] = [];
  const counts = new Map([
    [-18, 0],
    [-17, 0],
    [-12, 0],
  ]);
  for (let timeMs = START_MS - STEP_MS; timeMs <= RANGE.toMs; timeMs += SCRAPE_MS) {
    const slow = timeMs > START_MS + 12 * STEP_MS ? 10 : 3;
    for (const [index, more] of [
      [-18, 90 - slow],
      [-17, 10],
      [-12, slow],
    ] as const) {
      counts.set(index, (counts.get(index) ?? 0) + more);
    }
    samples.push({ timeMs, sum: samples.length * 20, counts: [...counts] });
  }
  return samples;
}

it.skipIf(missing !== null)(
  `p95 of a native histogram of a real Prometheus counts what is slower than a bucket bound, and keeps it${because(missing)}`,
  { timeout: 240_000 },
  async () => {
    const server = await startPrometheus({
      program: parts.prometheus ?? '',
      history: '# EOF',
      features: ['native-histograms'],
      receives: true,
    });
    onTestFinished(() => server.stop());
    await writeNativeHistogram(server.url, { __name__: 'rpc_seconds', service: 'shop' }, SCHEMA, history());
    const source = prometheusSource({ name: 'prod', url: server.url, headers: {} });
    const query = parseArmQuery('prod', { histogram: 'rpc_seconds{service="shop"}' });
    if ('problem' in query) throw new Error(query.problem);
    const before = { fromMs: START_MS, toMs: START_MS + 12 * STEP_MS, stepMs: STEP_MS };
    const find = () => Promise.resolve(source);
    const first = await readArm(
      { query, range: RANGE, slow: { before, tolerance: 0.1, mustDetect: 0.5 } },
      find,
      SIGNAL,
    );
    if ('fault' in first) throw new Error(first.detail);
    // p95 lies in the bucket that ends at 2^(-17/8); 10 % above it begins the one that is slow.
    expect(Math.log2(first.threshold ?? 0) * 2 ** SCHEMA).toBeCloseTo(-16, 6);
    expect(first.shares?.baseline).toBeCloseTo(0.03, 2);
    const share = [...first.samples.num].map((slow, i) => slow / (first.samples.den[i] ?? 0));
    expect(share.slice(1, 12).map((each) => each.toFixed(2))).toEqual(Array(11).fill('0.03'));
    expect(share.slice(13).map((each) => each.toFixed(2))).toEqual(Array(share.length - 13).fill('0.10'));
    const again = await readArm(
      { query, range: RANGE, slow: { threshold: first.threshold ?? 0 } },
      find,
      SIGNAL,
    );
    expect(again).toEqual({ ...first, shares: null });
  },
);
