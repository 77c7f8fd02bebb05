import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { postgresForTest, type TestPostgres } from '#test/databases.ts';
import { because, realParts, skipReason } from '#test/real-parts.ts';
import { ADA } from '../remedy-flow/flow-fixture.ts';
import { plansLeft, processesOf } from '../remedy-flow/left-behind.ts';
import { decideOpen } from './decide-open.ts';
import { distribution, noteTime } from './distribution.ts';
import { createTestFleet, syncFleet, textOf, untilQuiet, type TestFleet } from './fleet-fixture.ts';

const parts = await realParts();
const missing = skipReason(parts, ['terraform', 'git', 'postgres']);
const CANCELS = Number(process.env['KEDGE_KILLS'] ?? (process.env['KEDGE_FULL'] === '1' ? 20 : 1));
const MS = 3_600_000;

describe.skipIf(missing !== null)(`a job that somebody stops${because(missing)}`, () => {
  let postgres: TestPostgres;
  beforeAll(async () => {
    postgres = await postgresForTest(parts.postgres ?? '');
  }, MS);
  afterAll(() => postgres.stop());

  it(
    'leaves no process of its engine, though the provider hangs and does not hear of signals',
    async () => {
      const fleet = await createTestFleet({
        database: await postgres.freshUrl(),
        stacks: ['fast', 'bare'],
        config: 'stacks:\n  - path: bare\n    fast: off\n',
      });
      fleet.worker();
      await syncFleet(fleet);
      await untilQuiet(fleet);
      await fleet.flow.change('light_thing', 'bare', { number: 7 });
      await fleet.ended(await fleet.scan('bare'));
      const order = { stack: 'bare', fingerprints: [await decideOpen(fleet)], actor: ADA };
      await fleet.flow.faults({ hangReads: true });
      await fleet.flow.forgetCalls();
      const scans: Stopped[] = [];
      const bareScans: Stopped[] = [];
      const plans: Stopped[] = [];
      for (let count = 0; count < CANCELS; count += 1) {
        scans.push(await stopped(fleet, await fleet.scan('fast')));
        bareScans.push(await stopped(fleet, await fleet.scan('bare')));
        // One that holds the lock of the state has 20 s to let go of it.
        if (count % 2 === 0) plans.push(await stopped(fleet, await fleet.submit('plan-fix', order)));
      }
      for (const [what, times] of [
        ['fast scans', scans],
        ['bare scans', bareScans],
        ['plans of a fix', plans],
      ] as const) {
        console.log(
          `stopped ${times.length} ${what}: the group heard of it after ${distribution(times.map(({ heardMs }) => heardMs))}; nothing of it was left after ${distribution(times.map(({ goneMs }) => goneMs))}`,
        );
      }
      expect(await plansLeft(fleet.flow)).toEqual([]);
      // And none is in the way of the next one.
      await fleet.flow.faults({});
      expect(await fleet.ended(await fleet.scan('fast'))).toMatchObject({ result: { status: 'in_sync' } });
      expect(await fleet.ended(await fleet.submit('plan-fix', order))).toMatchObject({ state: 'done' });
    },
    MS,
  );

  it(
    'in the middle of an apply has the engine asked to stop, and never killed',
    async () => {
      const fleet = await createTestFleet({ database: await postgres.freshUrl(), stacks: ['a'] });
      fleet.worker();
      await syncFleet(fleet);
      await untilQuiet(fleet);
      await fleet.flow.change('light_thing', 'a', { number: 7 });
      await fleet.ended(await fleet.scan('a'));
      const order = { stack: 'a', fingerprints: [await decideOpen(fleet)], actor: ADA };
      const planned = await fleet.ended(await fleet.submit('plan-fix', order));
      await fleet.flow.forgetCalls();
      const release = await fleet.flow.holdApplies();
      const job = await fleet.submit('apply-fix', { ...order, digest: textOf(planned, 'digest') });
      await until(async () => (await fleet.flow.applyCalls()) > 0);
      expect(await fleet.parts.queue.cancel(job, ADA)).toBe('stopping');
      // Longer than a read would be given.
      await sleep(9_000);
      expect(await engines(fleet)).not.toEqual([]);
      await release();
      // It was over by then, and a fresh read says so, whatever somebody wanted.
      expect(await fleet.ended(job)).toMatchObject({ state: 'done', result: { kind: 'verified' } });
      expect(await fleet.flow.applyCalls()).toBe(1);
    },
    MS,
  );
});

interface Stopped {
  /** Until the provider got the first signal of its group. */
  readonly heardMs: number;
  /** Until no process of the engine lived any more. */
  readonly goneMs: number;
}

/** Stops the job by another process than the one that works on it, when the provider hangs. */
async function stopped(fleet: TestFleet, job: string): Promise<Stopped> {
  const { flow, parts: of } = fleet;
  await until(async () => (await names(fleet)).includes('ReadResource'));
  await sleep(Math.random() * 1_000);
  const from = performance.now();
  expect(await of.queue.cancel(job, ADA)).toBe('stopping');
  let heardMs: number | null = null;
  await until(async () => {
    if (heardMs === null && (await names(fleet)).includes('interrupted')) heardMs = performance.now() - from;
    return (await engines(fleet)).length === 0;
  });
  const goneMs = performance.now() - from;
  expect(await fleet.ended(job)).toMatchObject({ state: 'cancelled', cancelledBy: ADA });
  await flow.forgetCalls();
  noteTime('heard of it', heardMs ?? goneMs);
  noteTime('nothing was left', goneMs);
  return { heardMs: heardMs ?? goneMs, goneMs };
}

const names = async ({ flow }: TestFleet): Promise<readonly string[]> =>
  (await flow.calls()).map(({ name }) => name);

const engines = async ({ flow }: TestFleet): Promise<readonly string[]> =>
  (await processesOf(flow)).filter((line) => !line.includes('main.ts worker'));

async function until(wanted: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + 120_000;
  while (!(await wanted())) {
    if (performance.now() > end) throw new Error('It does not happen.');
    await sleep(10);
  }
}
