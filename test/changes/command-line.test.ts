import { createHmac } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startMotoCloud } from '#adapters/clouds/moto-cloud.ts';
import { EXIT } from '#cli/exit-code.ts';
import { httpReceiver } from '#test/http-receiver.ts';
import { startPrometheus } from '#test/prometheus-server.ts';
import { because, realParts, skipReason } from '#test/real-parts.ts';
import { ANA, BO, clockedDesk, type ClockedDesk } from './clocked-desk.ts';
import { ARMS, errorsIn, HISTORY_DAYS, promHistory } from './release-history.ts';
import { HOUR, metricsCsv, START } from './world-in.ts';

const MINUTE = 60_000;
const BLOCK = 5 * MINUTE;
const MINUTES = 20 * MINUTE;
const parts = await realParts();
const noGit = skipReason(parts, ['git']);
const noPrometheus = skipReason(parts, ['git', 'prometheus']);
const noMoto = skipReason(parts, ['git', 'moto']);
const ID = 'checkout-42';

const HEAD = `version: 1
title: Checkout 42
owner: ${ANA}
channel: '#checkout'
services: [checkout]
stop_when: [{ id: too long, after: 3d }]
rollout: [{ name: everything, percent: 100, run: echo deployed, idempotent: true }]
`;

const PEERS = ['search', 'cart', 'login', 'pay'];
const FROM_FILE = ['p95_latency', 'error_rate', 'cost_per_request']
  .map((name) => {
    const of = (series: string): string => `{ file: metrics.csv, metric: ${name}, series: ${series} }`;
    const wide = name === 'error_rate' ? '\n    tolerance: 10%\n    must_detect: 50%' : '';
    const peers = PEERS.map((peer) => `      ${peer}: ${of(peer)}`).join('\n');
    return `  ${name}:${wide}\n    from: ${of('checkout')}\n    baseline: peers\n    peers:\n${peers}`;
  })
  .join('\n');

const shown = async (desk: ClockedDesk) =>
  JSON.parse((await desk.as(BO, 'change', 'show', ID, '--json')).stdout) as {
    readonly state: string;
    readonly watch: { readonly looks: number; readonly start_ms: number };
    readonly verdict: { readonly outcome: string; readonly sentence: string } | null;
    readonly rollback: { readonly trigger: string } | null;
  };

/** Opened, checked and started; the test fails with what was not green. */
async function started(desk: ClockedDesk): Promise<void> {
  const checked = await desk.as(ANA, 'change', 'check', `changes/${ID}.yaml`);
  expect(checked.exitCode, checked.stdout + checked.stderr).toBe(EXIT.inSync);
  const begun = await desk.as(ANA, 'change', 'start', ID);
  expect(begun.exitCode, begun.stderr).toBe(EXIT.inSync);
}

it.skipIf(noGit !== null)(
  `a rollback by webhook is signed, tried three times with keys of its own, and pages when it fails; error budget and freezes are asked before${because(noGit)}`,
  async () => {
    const hook = await httpReceiver();
    onTestFinished(() => hook.close());
    const declared = (budget: string): string => `${HEAD}checks:
  - error_budget: { metric: error_rate, objective: ${budget}, window: 7d }
  - freeze_calendar: freezes.yaml
rollback: { webhook: '${hook.url}/revert', secret_env: HOOK_KEY, verify: echo checkout 41 is there }
metrics:
${FROM_FILE}
watch: { for: 24h, block: 1h }
`;
    const desk = await clockedDesk(
      {
        [`changes/${ID}.yaml`]: declared('0.5%'),
        'freezes.yaml': '- { from: 2026-03-25, to: 2026-03-26, why: the quarter is closed }\n',
        'metrics.csv': metricsCsv(),
      },
      START + MINUTE,
      { HOOK_KEY: 'k3y-of-the-hook' },
    );
    const red = await desk.as(ANA, 'change', 'check', `changes/${ID}.yaml`);
    expect(red.exitCode).toBe(EXIT.refused);
    expect(red.stdout).toMatch(
      /✗ error budget: 1(?:\.\d+)? % failed of 0\.5 % that may, so 0 % of the budget is left; 20 % must be\./,
    );
    expect(red.stdout).toMatch(
      /✗ freeze calendar: Nothing is changed from 2026-03-25T00:00:00\.000Z to .*: the quarter is closed\./,
    );
    await writeFile(join(desk.folder, 'changes', `${ID}.yaml`), declared('5%'));
    await writeFile(
      join(desk.folder, 'freezes.yaml'),
      '- { from: 2026-04-25, to: 2026-04-26, why: the quarter is closed }\n',
    );
    await started(desk);
    await desk.as(BO, 'change', 'revert', ID, '--reason', 'orders are missing');
    hook.answer({ status: 500 }, 'cut', { status: 503 });
    const failed = await desk.as(ANA, 'change', 'watch', ID);
    expect([failed.exitCode, failed.stdout]).toEqual([
      EXIT.unknown,
      expect.stringContaining('The rollback failed 3 times: The address of the rollback answered 503.'),
    ]);
    expect(failed.stderr).toMatch(
      /^PAGE #checkout, Ana Diaz <ana@example\.com>: The rollback failed \(3 of 3\)/m,
    );
    await desk.as(BO, 'change', 'revert', ID, '--reason', 'the deployer is back');
    const done = await desk.as(ANA, 'change', 'watch', ID);
    expect([done.exitCode, done.stdout]).toEqual([EXIT.drift, `${ID} is reverted.\n`]);
    const keys = hook.received.map(({ headers }) => headers['idempotency-key']);
    expect([keys.length, new Set(keys.slice(0, 3)).size]).toEqual([4, 3]);
    for (const { path, method, headers, body } of hook.received) {
      const signature = createHmac('sha256', 'k3y-of-the-hook').update(body).digest('hex');
      expect([method, path, headers['kedge-signature-256']]).toEqual([
        'POST',
        '/revert',
        `sha256=${signature}`,
      ]);
      expect(JSON.parse(body)).toMatchObject({ KEDGE_CHANGE: ID, why: expect.any(String) });
    }
  },
  MINUTES,
);

const controlled = (settings: (arm: string) => Readonly<Record<string, string>>): string => {
  const of = (arm: string): string =>
    `{ ${Object.entries({ source: 'prod', ...settings(arm) })
      .map(([key, value]) => `${key}: '${value}'`)
      .join(', ')} }`;
  return `\n    from: ${of('release')}\n    control: ${of('control')}\n    baseline: control`;
};

const REST = `rollback: { run: echo reverted, verify: echo checkout 41 is there }
control_services: [checkout-control]
watch: { for: 24h, block: 5m, history: ${HISTORY_DAYS}d }
`;

/** Ten times the errors at 20 requests a second: at most two blocks, and then it is back. */
async function calledAtOnce(desk: ClockedDesk): Promise<void> {
  await started(desk);
  const watched = await desk.as(ANA, 'change', 'watch', ID);
  expect([watched.exitCode, watched.stdout], watched.stderr).toEqual([EXIT.drift, `${ID} is reverted.\n`]);
  const change = await shown(desk);
  expect(change).toMatchObject({
    state: 'reverted',
    verdict: { outcome: 'REGRESSED', sentence: expect.stringContaining('error_rate: ') },
    rollback: { trigger: 'regression' },
  });
  expect(change.watch.looks).toBeLessThanOrEqual(2);
  expect(desk.nowMs() - change.watch.start_ms).toBeLessThan(3 * BLOCK + 2 * MINUTE);
  const listed = await desk.as(BO, 'change', 'show', ID);
  expect(listed.stdout).toContain('REGRESSED');
}

describe('ten times the errors are called within two blocks and taken back', () => {
  it.skipIf(noPrometheus !== null)(
    `by counters, costs and a classic histogram of a real Prometheus${because(noPrometheus)}`,
    async () => {
      const server = await startPrometheus({ program: parts.prometheus ?? '', history: promHistory() });
      onTestFinished(() => server.stop());
      const desk = await clockedDesk(
        {
          'kedge.yaml': `version: 1\nmetric_sources:\n  prod: { kind: prometheus, url: '${server.url}' }\n`,
          [`changes/${ID}.yaml`]: `${HEAD}${REST}metrics:
  p95_latency:
    tolerance: 10%
    must_detect: 30%${controlled((arm) => ({ histogram: `rpc_seconds{arm="${arm}"}` }))}
  error_rate:
    must_detect: 100%${controlled((arm) => ({ errors: `http_errors_total{arm="${arm}"}`, requests: `http_requests_total{arm="${arm}"}` }))}
  cost_per_request:${controlled((arm) => ({ cost: `cost_total{arm="${arm}"}`, requests: `http_requests_total{arm="${arm}"}` }))}
`,
        },
        START,
      );
      await calledAtOnce(desk);
      const checked = await desk.as(BO, 'change', 'show', ID);
      expect(checked.stdout).toContain('✓ power of p95_latency');
    },
    MINUTES,
  );

  it.skipIf(noMoto !== null)(
    `by sums and averages of CloudWatch, on an emulator${because(noMoto)}`,
    async () => {
      const folder = await mkdtemp(join(tmpdir(), 'kedge-moto-'));
      onTestFinished(() => rm(folder, { recursive: true, force: true }));
      const moto = await startMotoCloud({
        program: parts.moto ?? '',
        folder,
        env: process.env,
        signal: new AbortController().signal,
      });
      if ('problem' in moto) throw new Error(moto.problem);
      const { cloud } = moto;
      onTestFinished(() => cloud.stop());
      process.env['AWS_ACCESS_KEY_ID'] ??= 'test';
      process.env['AWS_SECRET_ACCESS_KEY'] ??= 'test';
      await fillCloudWatch(cloud.endpoint);
      const of = (metric: string, statistic: string) => (arm: string) =>
        `Shop:${metric}:${statistic}{Arm=${arm}}`;
      const desk = await clockedDesk(
        {
          'kedge.yaml': `version: 1\nmetric_sources:\n  prod: { kind: cloudwatch, region: us-east-1, endpoint: '${cloud.endpoint}' }\n`,
          [`changes/${ID}.yaml`]: `${HEAD}${REST}metrics:
  p95_latency:${controlled((arm) => ({ value: of('Latency', 'Average')(arm) }))}
  error_rate:
    must_detect: 100%${controlled((arm) => ({ errors: of('Errors', 'Sum')(arm), requests: of('Requests', 'Sum')(arm), absent: 'zero' }))}
  cost_per_request:${controlled((arm) => ({ cost: of('Cost', 'Sum')(arm), requests: of('Requests', 'Sum')(arm) }))}
`,
        },
        START,
      );
      await calledAtOnce(desk);
    },
    MINUTES,
  );
});

async function fillCloudWatch(endpoint: string): Promise<void> {
  // The emulator stumbles over a body that is compressed.
  const client = new CloudWatchClient({ region: 'us-east-1', endpoint, disableRequestCompression: true });
  const data = ARMS.flatMap((arm, k) =>
    Array.from({ length: (HISTORY_DAYS * 24 + 3) * 12 }, (_, i) => {
      const at = START - HISTORY_DAYS * 24 * HOUR + i * BLOCK;
      const minute = (at - START) / MINUTE;
      const Dimensions = [{ Name: 'Arm', Value: arm }];
      const Timestamp = new Date(at + BLOCK / 2);
      const errors = [0, 1, 2, 3, 4].reduce((sum, each) => sum + errorsIn(minute + each, arm), 0);
      const ripple = Math.sin(i * 1.3 + k);
      return [
        { MetricName: 'Requests', Dimensions, Timestamp, Value: 6000 },
        { MetricName: 'Errors', Dimensions, Timestamp, Value: errors },
        { MetricName: 'Latency', Dimensions, Timestamp, Value: 0.2 + 0.004 * ripple },
        { MetricName: 'Cost', Dimensions, Timestamp, Value: 15 + 0.3 * ripple },
      ];
    }).flat(),
  );
  for (let from = 0; from < data.length; from += 900) {
    await client.send(
      new PutMetricDataCommand({ Namespace: 'Shop', MetricData: data.slice(from, from + 900) }),
    );
  }
  client.destroy();
}

it('without a control, ten times the errors at ten requests a second are called by the fast path within two blocks', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'kedge-fast-path-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const rows = ['time,errors,requests'];
  for (let i = -12 * 288; i < 36; i += 1) {
    const usual = 2 + ((i * 7 + 49) % 5 === 0 ? 2 : 1);
    rows.push(`${new Date(START + (i + 0.5) * BLOCK).toISOString()},${i >= 0 ? 10 * usual : usual},3000`);
  }
  const desk = await clockedDesk({ 'changes/none.yaml': '', 'errors.csv': rows.join('\n') }, START);
  const at = new Date(START).toISOString();
  const judged = await desk.as(ANA, 'judge', '--metrics', 'errors.csv', '--at', at, '--json');
  expect(judged.exitCode, judged.stderr).toBe(EXIT.drift);
  const { verdict } = JSON.parse(judged.stdout) as {
    readonly verdict: { readonly metrics: readonly { readonly by: string; readonly calledAtMs: number }[] };
  };
  const [metric] = verdict.metrics;
  expect(metric?.by).toBe('fast path');
  expect((metric?.calledAtMs ?? Infinity) - START).toBeLessThanOrEqual(2 * BLOCK);
});
