import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { focusSource } from '#adapters/metrics/focus/focus-source.ts';
import { fileSource } from '#adapters/metrics/file/file-source.ts';
import type { Change } from '#domain/change/change.ts';
import type { Declaration } from '#domain/change/declaration.ts';
import { judgeRelease } from '#domain/release/judge-release.ts';
import { createMetricFileReader } from '#platform/metric-file-reader.ts';
import { testMemory } from '#test/databases.ts';
import { createMetricReader } from '#workflows/change/metric-reader.ts';
import { closeChange, revertOrAbort } from '#workflows/change/decide-change.ts';
import { evidenceOf } from '#workflows/change/record-change.ts';
import { settleChange, settleDue } from '#workflows/change/settle-change.ts';
import { changeServer } from './change-server.ts';
import { changeWorld } from './change-world.ts';
import { HOUR, metricsCsv, OWNER, release, START, started, worldIn, type ChangeWorld } from './world-in.ts';

const ID = 'checkout-42';
vi.setConfig({ testTimeout: 300_000 });
const NEVER = new AbortController().signal;
const DAY = 24 * HOUR;
/** The billing period of the watch ends with March and settles five days later. */
const SETTLED = Date.UTC(2026, 3, 7);

/** An hourly bill of the service and of its control, in FOCUS, in which the service costs `factor` as much from the release on. */
function bill(factor: number): string {
  const rows = [
    'BillingPeriodEnd,ChargePeriodStart,ChargePeriodEnd,EffectiveCost,BillingCurrency,ServiceName,Tags',
  ];
  for (let at = START - 32 * DAY; at < START + 4 * DAY; at += HOUR) {
    const end = at < Date.UTC(2026, 2, 1) ? '2026-03-01T00:00:00Z' : '2026-04-01T00:00:00Z';
    const hour = at / HOUR;
    for (const [k, service] of ['checkout', 'steady'].entries()) {
      const noise = 1 + 0.02 * Math.sin(hour * 7.3 + k * 2.1);
      const cost = 10 * noise * (k === 0 && at >= START ? factor : 1);
      const times = [at, at + HOUR].map((time) => new Date(time).toISOString());
      rows.push(`${end},${times.join(',')},${cost.toFixed(6)},USD,${service},{}`);
    }
  }
  return `${rows.join('\n')}\n`;
}

const cost = (service: string): Declaration['metrics'][number]['release'] => ({
  source: 'bill',
  settings: {
    cost: `ServiceName=${service}`,
    requests: 'p95_latency/checkout.den',
    requests_source: 'metrics',
  },
});

const billed = (): Declaration => {
  const of = release();
  return {
    ...of,
    metrics: of.metrics.map((metric) =>
      metric.name === 'cost_per_request'
        ? { ...metric, baseline: 'control', release: cost('checkout'), control: cost('steady'), peers: [] }
        : metric,
    ),
  };
};

async function world(): Promise<ChangeWorld> {
  const memory = await testMemory();
  const { folder } = await changeWorld(memory, { metrics: metricsCsv() });
  await writeFile(join(folder, 'bill.csv'), bill(1));
  const own: ChangeWorld = worldIn(folder, memory, START + 60_000, {
    metrics: createMetricReader(createMetricFileReader(folder), async (name) =>
      name === 'bill'
        ? focusSource({
            name,
            path: join(folder, 'bill.csv'),
            settleMs: 5 * DAY,
            now: () => new Date(own.nowMs()),
          })
        : fileSource({ name, path: join(folder, 'metrics.csv') }),
    ),
  });
  return own;
}

async function cleared(): Promise<ChangeWorld> {
  const own = await world();
  await started(own, billed());
  expect(await own.drive(ID)).toEqual({ kind: 'over' });
  expect(await changeIn(own)).toMatchObject({
    state: 'cleared',
    verdict: { outcome: 'CLEARED', settled: false },
    settling: { metrics: ['cost_per_request'], provisionalFromMs: Date.UTC(2026, 2, 1) },
  });
  return own;
}

async function changeIn({ deps }: ChangeWorld): Promise<Change> {
  const change = await deps.memory.findChange(ID);
  if (change === null) throw new Error('The change is gone.');
  return change;
}

const settle = async (own: ChangeWorld, atMs: number) => {
  own.setNow(atMs);
  return settleDue(own.deps, NEVER);
};

describe('a verdict on provisional costs', () => {
  it('is asked about once a day until they settle, and then stays what it was', async () => {
    const own = await cleared();
    expect(await settle(own, own.nowMs())).toEqual([]);
    expect(await settle(own, START + 3 * DAY)).toMatchObject([
      { outcome: 'waits', text: expect.stringContaining('may still be corrected') },
    ]);
    expect(await settle(own, START + 3 * DAY + HOUR)).toEqual([]);
    expect(await settle(own, SETTLED)).toMatchObject([{ outcome: 'same' }]);
    const change = await changeIn(own);
    expect(change).toMatchObject({
      state: 'cleared',
      settling: null,
      verdict: { outcome: 'CLEARED', settled: true, watch: 2 },
    });
    expect(await settle(own, SETTLED + 2 * DAY)).toEqual([]);
    const evidence = await evidenceOf(change, own.deps);
    expect(evidence === null ? null : judgeRelease(evidence).outcome).toBe('CLEARED');
  });

  it('is reopened when what settled flips it: held, its owner asked, with the evidence of both', async () => {
    const own = await cleared();
    await writeFile(join(own.folder, 'bill.csv'), bill(1.6));
    const both = await Promise.all([settle(own, SETTLED), settle(own, SETTLED)]);
    expect(both.flat().filter(({ outcome }) => outcome === 'reopened')).toHaveLength(1);
    const change = await changeIn(own);
    expect(change).toMatchObject({
      state: 'holding',
      verdict: { outcome: 'REGRESSED', settled: true, watch: 2 },
      hold: { why: expect.stringContaining('it is REGRESSED and no longer CLEARED') },
    });
    const asked = own.calls.filter(({ kind }) => kind === 'ask');
    expect(asked).toMatchObject([{ channel: '#checkout', answerBy: change.hold?.answerBy }]);
    const evidence = await evidenceOf(change, own.deps);
    expect(evidence === null ? null : judgeRelease(evidence).outcome).toBe('REGRESSED');
    expect(await own.deps.memory.changeLooks(ID, 1, 1)).toHaveLength(24);
    await revertOrAbort(ID, { actor: OWNER, reason: 'the bill went up' }, own.deps);
    await own.drive(ID);
    expect((await changeIn(own)).state).toBe('reverted');
  });

  it('that was closed takes its locks back, or says who has them and asks again tomorrow', async () => {
    const own = await cleared();
    await closeChange(ID, { actor: OWNER, reason: null }, own.deps);
    await writeFile(join(own.folder, 'bill.csv'), bill(1.6));
    own.setNow(SETTLED);
    const { memory } = own.deps;
    const other = { ...(await changeIn(own)), id: 'checkout-43' };
    await memory.change(async (writing) => {
      await writing.openChange({ ...other, state: 'watching' });
      await writing.takeLocks(other, ['service checkout'], new Date(SETTLED).toISOString());
    });
    const blocked = await settleChange(await changeIn(own), own.deps, NEVER);
    expect(blocked).toMatchObject({
      outcome: 'blocked',
      text: expect.stringContaining('no longer CLEARED'),
      change: { state: 'closed', settling: { blocked: expect.stringContaining('checkout-43') } },
    });
    await settleChange(await changeIn(own), own.deps, NEVER);
    expect(own.calls.filter(({ kind }) => kind === 'ask')).toHaveLength(1);
    await memory.change((writing) => writing.freeLocks('checkout-43'));
    expect(await settleChange(await changeIn(own), own.deps, NEVER)).toMatchObject({ outcome: 'reopened' });
    expect((await changeIn(own)).state).toBe('holding');
    expect(await memory.lockHolders(['service checkout'])).toMatchObject([{ change: ID }]);
  });

  it('that never settles is given up aloud, and one that cannot be read decides nothing', async () => {
    const own = await cleared();
    await writeFile(join(own.folder, 'bill.csv'), 'no bill');
    expect(await settle(own, SETTLED)).toMatchObject([
      { outcome: 'waits', text: expect.stringContaining('could not be read again') },
    ]);
    expect(await settle(own, START + 90 * DAY)).toMatchObject([{ outcome: 'given up' }]);
    expect(await changeIn(own)).toMatchObject({
      state: 'cleared',
      settling: null,
      verdict: { outcome: 'CLEARED' },
    });
    expect(own.calls.at(-1)?.text).toContain('on provisional values');
  });
});

it('on the server a worker reads costs again and reopens what they flip, and its people are told', async () => {
  const files = {
    'kedge.yaml':
      'project: shop\nmetric_sources:\n  bill: { kind: focus, path: ../bill.csv }\n  metrics: { kind: file, path: ../metrics.csv }\n',
  };
  const server = await changeServer({ files });
  const { root } = server;
  await writeFile(join(root, 'bill.csv'), bill(1));
  await server.work();
  const peers = ['search', 'cart', 'login', 'pay', 'mail'];
  const from = (metric: string, series: string) => ({ file: join(root, 'metrics.csv'), metric, series });
  const watched = (metric: string) => ({
    tolerance: '10%',
    must_detect: '30%',
    baseline: 'peers',
    from: from(metric, 'checkout'),
    peers: Object.fromEntries(peers.map((peer) => [peer, from(metric, peer)])),
  });
  const cost_per_request = {
    tolerance: '10%',
    must_detect: '30%',
    baseline: 'control',
    from: { source: 'bill', ...cost('checkout').settings },
    control: { source: 'bill', ...cost('steady').settings },
  };
  const metrics = {
    p95_latency: watched('p95_latency'),
    error_rate: watched('error_rate'),
    cost_per_request,
  };
  await server.start(ID, { metrics });
  server.time.pace(7200);
  const decided = await server.until(ID, ({ state }) => state === 'cleared');
  expect(decided.settling).toMatchObject({ metrics: ['cost_per_request'] });
  await writeFile(join(root, 'bill.csv'), bill(1.6));
  server.time.set(SETTLED);
  const reopened = await server.until(ID, ({ state }) => state === 'holding');
  expect(reopened).toMatchObject({ verdict: { outcome: 'REGRESSED', settled: true }, settling: null });
});
