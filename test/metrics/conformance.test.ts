import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startMotoCloud, type MotoCloud } from '#adapters/clouds/moto-cloud.ts';
import { cloudWatchSource } from '#adapters/metrics/cloudwatch/cloudwatch-source.ts';
import { fileSource } from '#adapters/metrics/file/file-source.ts';
import { prometheusSource } from '#adapters/metrics/prometheus/prometheus-source.ts';
import type { Measure, Readings } from '#domain/release/data/measure.ts';
import type { MetricSource, SourceFault } from '#ports/metric-source.ts';
import { startPrometheus, type PrometheusServer } from '#test/prometheus-server.ts';
import { because, realParts, skipReason, type RealPart } from '#test/real-parts.ts';
import {
  eachStep,
  errorsIn,
  levelIn,
  middleOf,
  RANGE,
  requestsIn,
  START_MS,
  STEP_MS,
  UNKNOWN_STEP,
} from './known-series.ts';

const SIGNAL = new AbortController().signal;
const parts = await realParts();

interface Filled {
  readonly source: MetricSource;
  readonly requests: Measure;
  readonly errors: Measure;
  readonly level: Measure;
  readonly unknown: Measure;
  /** Ends what answers; the next question is an outage. */
  readonly cut: () => Promise<void>;
  readonly close: () => Promise<void>;
}

interface Family {
  readonly name: string;
  readonly needs: readonly RealPart[];
  readonly fill: () => Promise<Filled>;
  /** What the source does with a metric that it does not know. */
  readonly unknownGives: 'nothing' | 'refused';
}

const FAMILIES: readonly Family[] = [
  { name: 'a CSV file', needs: [], fill: () => filledFile('csv'), unknownGives: 'refused' },
  { name: 'a JSON file', needs: [], fill: () => filledFile('json'), unknownGives: 'refused' },
  { name: 'Prometheus', needs: ['prometheus'], fill: filledPrometheus, unknownGives: 'nothing' },
  { name: 'CloudWatch', needs: ['moto'], fill: filledCloudWatch, unknownGives: 'nothing' },
];

describe.each(FAMILIES)('every metric source: $name', ({ needs, fill, unknownGives }) => {
  const missing = skipReason(parts, needs);
  describe.skipIf(missing !== null)(
    `filled with known series${because(missing)}`,
    { timeout: 240_000 },
    () => {
      let filled: Filled;
      beforeAll(async () => {
        filled = await fill();
      }, 240_000);
      afterAll(() => filled?.close());

      it('gives what was counted in each step, at its middle', async () => {
        const readings = await read(filled.source, filled.requests);
        expect(readings).toEqual(eachStep.map((i) => [middleOf(i), requestsIn(i)]));
      });

      it('tells a step without a value from a zero', async () => {
        const known = eachStep.filter((i) => i !== UNKNOWN_STEP);
        const readings = (await read(filled.source, filled.errors)).filter(
          ([, value]) => !Number.isNaN(value),
        );
        expect(readings).toEqual(known.map((i) => [middleOf(i), errorsIn(i)]));
      });

      it('gives levels as they were', async () => {
        const readings = await read(filled.source, filled.level);
        expect(readings).toEqual(eachStep.map((i) => [middleOf(i), levelIn(i)]));
      });

      it('gives nothing, and no zeros, of what it does not know', async () => {
        const answer = await filled.source.measure(filled.unknown, RANGE, SIGNAL);
        const given = 'fault' in answer ? answer.fault : answer.timeMs.length === 0 ? 'nothing' : 'something';
        expect(given).toBe(unknownGives);
      });

      it('is asked for a part of the time and gives that part', async () => {
        const part = { ...RANGE, fromMs: START_MS + 2 * STEP_MS, toMs: START_MS + 4 * STEP_MS };
        const answer = await filled.source.measure(filled.requests, part, SIGNAL);
        expect([...(answer as Readings).timeMs].map(Math.round)).toEqual([middleOf(2), middleOf(3)]);
      });

      it('that is gone is an outage, which says what was asked and why it failed', async () => {
        await filled.cut();
        const answer = await filled.source.measure(filled.requests, RANGE, SIGNAL);
        expect(answer).toMatchObject({ fault: 'outage' });
        expect((answer as SourceFault).detail).toMatch(
          /\S+ (?:did not answer|cannot read|could not)|Cannot read/i,
        );
      });
    },
  );
});

/** Rounded to a thousandth: Prometheus extrapolates, and floats add up. */
async function read(source: MetricSource, measure: Measure): Promise<readonly (readonly [number, number])[]> {
  const answer = await source.measure(measure, RANGE, SIGNAL);
  if ('fault' in answer) throw new Error(answer.detail);
  const rows = [...answer.timeMs].map(
    (time, i) => [Math.round(time), Math.round((answer.value[i] ?? Number.NaN) * 1000) / 1000] as const,
  );
  return rows.toSorted(([a], [b]) => a - b);
}

async function filledFile(format: 'csv' | 'json'): Promise<Filled> {
  const folder = await mkdtemp(join(tmpdir(), 'kedge-metrics-'));
  const path = join(folder, `metrics.${format}`);
  const rows = eachStep.flatMap((i) => [
    { time: new Date(middleOf(i)).toISOString(), metric: 'requests', value: requestsIn(i) },
    ...(i === UNKNOWN_STEP
      ? []
      : [{ time: new Date(middleOf(i)).toISOString(), metric: 'errors', value: errorsIn(i) }]),
    { time: new Date(middleOf(i)).toISOString(), metric: 'latency', value: levelIn(i) },
  ]);
  const text =
    format === 'json'
      ? JSON.stringify(rows)
      : ['time,metric,value', ...rows.map(({ time, metric, value }) => `${time},${metric},${value}`)].join(
          '\n',
        );
  await writeFile(path, text);
  return {
    source: fileSource({ name: 'local', path }),
    requests: { read: 'amount', of: 'requests' },
    errors: { read: 'amount', of: 'errors' },
    level: { read: 'level', of: 'latency' },
    unknown: { read: 'amount', of: 'nothing' },
    cut: () => rm(path),
    close: () => rm(folder, { recursive: true, force: true }),
  };
}

/** Counters that grow evenly over each step, scraped every 15 s; the errors are not scraped in one step. */
function promHistory(): string {
  const scrape = 15_000;
  const lines = { requests: [] as string[], errors: [] as string[], level: [] as string[] };
  let [requests, errors] = [5000, 40];
  for (let time = START_MS - STEP_MS; time <= RANGE.toMs + STEP_MS; time += scrape) {
    const step = Math.floor((time - 1 - START_MS) / STEP_MS);
    const inRange = step >= 0 && step < eachStep.length;
    const share = scrape / STEP_MS;
    requests += share * (inRange ? requestsIn(step) : 600);
    const grown = inRange ? errorsIn(step) : 6;
    errors += share * (Number.isNaN(grown) ? 0 : grown);
    const at = time / 1000;
    lines.requests.push(`http_requests_total{service="shop"} ${requests} ${at}`);
    if (step !== UNKNOWN_STEP) lines.errors.push(`http_errors_total{service="shop"} ${errors} ${at}`);
    lines.level.push(`latency_seconds{service="shop"} ${inRange ? levelIn(step) : 0.2} ${at}`);
  }
  return [
    '# TYPE http_requests counter',
    ...lines.requests,
    '# TYPE http_errors counter',
    ...lines.errors,
    '# TYPE latency_seconds gauge',
    ...lines.level,
    '# EOF',
    '',
  ].join('\n');
}

async function filledPrometheus(): Promise<Filled> {
  const server: PrometheusServer = await startPrometheus({
    program: parts.prometheus ?? '',
    history: promHistory(),
  });
  return {
    source: prometheusSource({ name: 'test', url: server.url, headers: {} }),
    requests: { read: 'growth', of: 'http_requests_total{service="shop"}' },
    errors: { read: 'growth', of: 'http_errors_total{service="shop"}' },
    level: { read: 'level', of: 'latency_seconds{service="shop"}' },
    unknown: { read: 'growth', of: 'nothing_total' },
    cut: () => server.stop(),
    close: () => server.stop(),
  };
}

async function filledCloudWatch(): Promise<Filled> {
  const folder = await mkdtemp(join(tmpdir(), 'kedge-moto-'));
  const started = await startMotoCloud({
    program: parts.moto ?? '',
    folder,
    env: process.env,
    signal: SIGNAL,
  });
  if ('problem' in started) throw new Error(started.problem);
  const cloud: MotoCloud = started.cloud;
  process.env['AWS_ACCESS_KEY_ID'] ??= 'test';
  process.env['AWS_SECRET_ACCESS_KEY'] ??= 'test';
  const client = new CloudWatchClient({ region: 'us-east-1', endpoint: cloud.endpoint });
  const put = (MetricName: string, valueOf: (i: number) => number) =>
    client.send(
      new PutMetricDataCommand({
        Namespace: 'Shop',
        MetricData: eachStep
          .filter((i) => !Number.isNaN(valueOf(i)))
          .map((i) => ({
            MetricName,
            Dimensions: [{ Name: 'Service', Value: 'shop' }],
            Timestamp: new Date(middleOf(i)),
            Value: valueOf(i),
          })),
      }),
    );
  await put('Requests', requestsIn);
  await put('Errors', errorsIn);
  await put('Latency', levelIn);
  client.destroy();
  return {
    source: cloudWatchSource({ name: 'test', region: 'us-east-1', endpoint: cloud.endpoint }),
    requests: { read: 'amount', of: 'Shop:Requests:Sum{Service=shop}' },
    errors: { read: 'amount', of: 'Shop:Errors:Sum{Service=shop}' },
    level: { read: 'level', of: 'Shop:Latency:Average{Service=shop}' },
    unknown: { read: 'amount', of: 'Shop:Nothing:Sum{Service=shop}' },
    cut: () => cloud.stop(),
    close: async () => {
      await cloud.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
