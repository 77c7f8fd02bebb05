import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { datadogSource } from '#adapters/metrics/datadog/datadog-source.ts';
import { openCostSource } from '#adapters/metrics/opencost/opencost-source.ts';
import { prometheusSource } from '#adapters/metrics/prometheus/prometheus-source.ts';
import { pricedSource } from '#adapters/metrics/priced/priced-source.ts';
import { RANGE, START_MS, STEP_MS } from './known-series.ts';

const SIGNAL = new AbortController().signal;
const CANARY = 'canary-metric-T0ken';
let server: Server | null = null;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  server = null;
});

interface Asked {
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** Answers every question in the same way, over real HTTP, and keeps what was asked. */
async function answering(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}) {
  const asked: Asked[] = [];
  server = createServer((request, response) => {
    void (async () => {
      let text = '';
      for await (const chunk of request) text += String(chunk);
      asked.push({ url: request.url ?? '', headers: request.headers, body: text });
      response.writeHead(status, headers).end(typeof body === 'string' ? body : JSON.stringify(body));
    })();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

describe('Datadog, by its documented contract alone', () => {
  const hits = { read: 'amount', of: 'sum:trace.http.request.hits{service:shop}.as_count()' } as const;
  const source = (url: string) => datadogSource({ name: 'eu', url, headers: { 'dd-api-key': CANARY } });

  it('is asked for one formula in the steps of the range, and null is no value', async () => {
    const times = [0, 1, 2].map((i) => START_MS + i * STEP_MS);
    const { url, asked } = await answering(200, {
      data: { attributes: { series: [{}], times, values: [[10, null, 12]] } },
    });
    const readings = await source(url).measure(hits, { ...RANGE, toMs: START_MS + 3 * STEP_MS }, SIGNAL);
    expect(readings).toMatchObject({ value: Float64Array.from([10, Number.NaN, 12]) });
    expect(asked[0]?.headers['dd-api-key']).toBe(CANARY);
    expect(JSON.parse(asked[0]?.body ?? '')).toMatchObject({
      data: { attributes: { interval: STEP_MS, queries: [{ data_source: 'metrics', query: hits.of }] } },
    });
  });

  it('that answers in longer steps is refused', async () => {
    const { url } = await answering(200, { data: { attributes: { times: [0, 700_000], values: [[1, 1]] } } });
    expect(await source(url).measure(hits, RANGE, SIGNAL)).toMatchObject({
      fault: 'refused',
      detail: expect.stringMatching(/700 s instead of 300 s/) as string,
    });
  });
});

describe('OpenCost, by its documented contract alone', () => {
  it('is asked for allocations per step, and a step without one has no value', async () => {
    const window = (i: number) => ({
      start: new Date(START_MS + i * STEP_MS).toISOString(),
      end: new Date(START_MS + (i + 1) * STEP_MS).toISOString(),
    });
    const data = [
      { shop: { totalCost: 1.5, window: window(0) } },
      { search: { totalCost: 9, window: window(1) } },
      null,
    ];
    const { url, asked } = await answering(200, { code: 200, data });
    const source = openCostSource({ name: 'k8s', url, headers: {} });
    const readings = await source.measure(
      { read: 'amount', of: 'namespace=shop' },
      { ...RANGE, toMs: START_MS + 3 * STEP_MS },
      SIGNAL,
    );
    expect(readings).toMatchObject({
      timeMs: Float64Array.from([START_MS + STEP_MS / 2]),
      value: Float64Array.from([1.5]),
    });
    expect(new URL(asked[0]?.url ?? '', url).searchParams.get('aggregate')).toBe('namespace');
    expect(new URL(asked[0]?.url ?? '', url).searchParams.get('step')).toBe('5m');
  });
});

describe('what a source answers over HTTP', () => {
  const ask = (url: string) =>
    prometheusSource({ name: 'prod', url, headers: { authorization: `Bearer ${CANARY}` } }).measure(
      { read: 'level', of: 'up' },
      RANGE,
      SIGNAL,
    );

  it.each([
    [
      'overload with a time to come again',
      429,
      'slow down',
      { 'retry-after': '7' },
      { fault: 'outage', retryAfterMs: 7_000 },
    ],
    [
      'a broken gateway',
      502,
      '<html><h1>Bad gateway</h1></html>',
      {},
      { fault: 'outage', retryAfterMs: null },
    ],
    ['a wrong token', 401, `token ${CANARY} is wrong`, {}, { fault: 'refused' }],
    ['a page that is no answer', 200, '<html>Sign in</html>', {}, { fault: 'refused' }],
    ['a redirect', 302, '', { location: 'http://127.0.0.1:9/' }, { fault: 'outage' }],
    [
      'a warning that stores are missing',
      200,
      { status: 'success', data: { resultType: 'matrix', result: [] }, warnings: ['store down'] },
      {},
      { fault: 'outage' },
    ],
    [
      'a time-out of its own',
      503,
      { status: 'error', errorType: 'timeout', error: 'query timed out' },
      {},
      { fault: 'outage' },
    ],
  ])('%s is told for what it is, without the credentials', async (_, status, body, headers, expected) => {
    const { url } = await answering(status, body, headers);
    const answer = await ask(url);
    expect(answer).toMatchObject(expected);
    expect(JSON.stringify(answer)).not.toContain(CANARY);
  });
});

it('resource hours cost their price per step', async () => {
  const { url } = await answering(200, {
    status: 'success',
    data: { resultType: 'matrix', result: [{ metric: {}, values: [[START_MS / 1000, '12']] }] },
  });
  const counted = prometheusSource({ name: 'prod', url, headers: {} });
  const readings = await pricedSource({ name: 'tasks', pricePerHour: 0.5, counted }).measure(
    { read: 'amount', of: 'sum(tasks)' },
    RANGE,
    SIGNAL,
  );
  expect(readings).toMatchObject({ value: Float64Array.from([0.5]) });
});
