import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { postgresForTest, type TestPostgres } from '#test/databases.ts';
import { because, realParts, skipReason } from '#test/real-parts.ts';
import { ADA } from '../remedy-flow/flow-fixture.ts';
import { expectAuditHolds } from '../remedy-flow/flow-steps.ts';
import { plansLeft, processesLeft } from '../remedy-flow/left-behind.ts';
import { decideOpen } from './decide-open.ts';
import { distribution, noteTime } from './distribution.ts';
import { IN_THE_APPLY, KILL_MOMENTS, momentOf, untilMoment, type KillMoment } from './kill-moment.ts';
import { createTestFleet, syncFleet, textOf, untilQuiet, workerPid } from './fleet-fixture.ts';

const parts = await realParts();
const missing = skipReason(parts, ['terraform', 'git', 'postgres']);
const KILLS = Number(process.env['KEDGE_KILLS'] ?? (process.env['KEDGE_FULL'] === '1' ? 30 : 2));
const MS = 3 * 3_600_000;

/** Mostly in the apply itself; the others are when a worker has the job but its engine may not have begun, or has ended. */
const AIMS: readonly KillMoment[] = [
  'in the change',
  'as the engine starts',
  'after the change',
  'in the change',
  'before the apply',
  'in the change',
];

interface Hit {
  /** From the kill to the next attempt. */
  readonly resumedMs: number;
  /** From the kill to the fresh read that proves the fix. */
  readonly provenMs: number;
}

describe.skipIf(missing !== null)(`workers killed with kill -9 while they apply${because(missing)}`, () => {
  let postgres: TestPostgres;
  beforeAll(async () => {
    postgres = await postgresForTest(parts.postgres ?? '');
  }, MS);
  afterAll(() => postgres.stop());

  it(
    'apply once: another worker asks what became of it, and proves it',
    async () => {
      const fleet = await createTestFleet({ database: await postgres.freshUrl(), stacks: ['a'] });
      let workers = [fleet.worker(), fleet.worker()];
      await syncFleet(fleet);
      await untilQuiet(fleet);
      const hits = new Map<KillMoment, Hit[]>();
      const hitsIn = (moments: readonly KillMoment[]): readonly Hit[] =>
        moments.flatMap((moment) => hits.get(moment) ?? []);
      for (let cycle = 0; hitsIn(IN_THE_APPLY).length < KILLS; cycle += 1) {
        await fleet.flow.forgetCalls();
        await fleet.flow.change('light_thing', 'a', { number: 10 + cycle });
        await fleet.ended(await fleet.scan('a'));
        const order = { stack: 'a', fingerprints: [await decideOpen(fleet)], actor: ADA };
        const planned = await fleet.ended(await fleet.submit('plan-fix', order));
        // The cloud keeps the change from ending: it is short here, and nobody would ever hit it.
        const release = await fleet.flow.holdApplies();
        const aim = AIMS[cycle % AIMS.length] ?? 'in the change';
        const job = await fleet.submit('apply-fix', { ...order, digest: textOf(planned, 'digest') });
        const begun = await fleet.until(job, ({ state }) => state === 'running');
        if (aim === 'after the change') {
          await untilMoment(fleet, 'in the change');
          await release();
        }
        await untilMoment(fleet, aim);
        const victim = workers.find(({ pid }) => pid === workerPid(begun));
        if (victim === undefined) throw new Error(`No worker of the test has ${JSON.stringify(begun)}.`);
        victim.kill('SIGKILL');
        const killedAt = performance.now();
        const moment = await momentOf(fleet);
        // Before or after somebody takes it over: of both nobody but the notes beside the plan can tell.
        const released = aim === 'after the change' ? null : sleep(Math.random() * 14_000).then(release);
        workers = [...workers.filter((worker) => worker !== victim), fleet.worker()];
        const now = await fleet.until(job, ({ attempt, endedAt }) => attempt > 1 || endedAt !== null);
        const resumedMs = performance.now() - killedAt;
        await released;
        const ended = await fleet.ended(job);
        if (now.attempt > 1) {
          const hit = { resumedMs, provenMs: performance.now() - killedAt };
          hits.set(moment, [...(hits.get(moment) ?? []), hit]);
          noteTime(`killed ${moment}, resumed`, resumedMs);
          noteTime(`killed ${moment}, proven`, hit.provenMs);
        }
        expect(ended, JSON.stringify(ended)).toMatchObject({ state: 'done', result: { kind: 'verified' } });
        expect(await fleet.flow.applyCalls()).toBe(1);
        expect(await fleet.flow.object('light_thing', 'a')).toMatchObject({ number: 2 });
      }
      for (const [moment, of] of hits) {
        console.log(
          `killed ${of.length} workers ${moment}: resumed after ${distribution(of.map(({ resumedMs }) => resumedMs))}; proven after ${distribution(of.map(({ provenMs }) => provenMs))}`,
        );
      }
      console.log(
        `${[...hits.values()].flat().length} kills in all, 0 fixes lost, 0 applied twice; resumed after ${distribution(hitsIn(KILL_MOMENTS).map(({ resumedMs }) => resumedMs))}`,
      );
      await expectAuditHolds(fleet.flow);
      expect(await plansLeft(fleet.flow)).toEqual([]);
      const engines = (await processesLeft(fleet.flow)).filter((line) => !line.includes('main.ts worker'));
      expect(engines).toEqual([]);
    },
    MS,
  );

  it(
    'do nothing when they come back after others have taken over',
    async () => {
      const fleet = await createTestFleet({ database: await postgres.freshUrl(), stacks: ['a'] });
      const first = fleet.worker();
      await syncFleet(fleet);
      await untilQuiet(fleet);
      await fleet.flow.change('light_thing', 'a', { number: 7 });
      await fleet.ended(await fleet.scan('a'));
      const order = { stack: 'a', fingerprints: [await decideOpen(fleet)], actor: ADA };
      const planned = await fleet.ended(await fleet.submit('plan-fix', order));
      // Held in the middle of its change: without that it may be over before it is stopped.
      const release = await fleet.flow.holdApplies();
      const job = await fleet.submit('apply-fix', { ...order, digest: textOf(planned, 'digest') });
      await fleet.until(job, ({ progress }) => progress?.phase === 'applying');
      first.kill('SIGSTOP');
      fleet.worker();
      await fleet.until(job, ({ attempt }) => attempt > 1);
      await release();
      const ended = await fleet.ended(job);
      expect(ended).toMatchObject({ state: 'done', attempt: 2, result: { kind: 'verified' } });
      // Its record is a job of its own, and has an entry.
      await untilQuiet(fleet);
      const memory = await fleet.parts.fleet.memoryOf('code');
      const audited = await memory?.auditHead();
      await sleep(8_000);
      first.kill('SIGCONT');
      await sleep(10_000);
      expect(await fleet.flow.applyCalls()).toBe(1);
      expect(await fleet.parts.queue.find(job)).toEqual(ended);
      // Not even a word of it is written down.
      expect(await memory?.auditHead()).toEqual(audited);
      await expectAuditHolds(fleet.flow);
    },
    MS,
  );
});
