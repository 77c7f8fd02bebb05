import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { postgresForTest, type TestPostgres } from '#test/databases.ts';
import { because, realParts, skipReason } from '#test/real-parts.ts';
import { ADA } from '../remedy-flow/flow-fixture.ts';
import { expectAuditHolds } from '../remedy-flow/flow-steps.ts';
import { plansLeft, processesLeft } from '../remedy-flow/left-behind.ts';
import { decideOpen } from './decide-open.ts';
import { distribution, noteTime } from './distribution.ts';
import { createTestFleet, syncFleet, textOf, untilQuiet, workerPid } from './fleet-fixture.ts';

const parts = await realParts();
const missing = skipReason(parts, ['terraform', 'git', 'postgres']);
const KILLS = Number(process.env['KEDGE_KILLS'] ?? (process.env['KEDGE_FULL'] === '1' ? 30 : 2));
const MS = 3 * 3_600_000;

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
      const resumedMs: number[] = [];
      const after = new Map<string, number>();
      let applyMs = 4_000;
      for (let cycle = 0; resumedMs.length < KILLS; cycle += 1) {
        await fleet.flow.forgetCalls();
        await fleet.flow.change('light_thing', 'a', { number: 10 + cycle });
        await fleet.ended(await fleet.scan('a'));
        const order = { stack: 'a', fingerprints: [await decideOpen(fleet)], actor: ADA };
        const planned = await fleet.ended(await fleet.submit('plan-fix', order));
        const digest = textOf(planned, 'digest');
        const job = await fleet.submit('apply-fix', { ...order, digest });
        const begun = await fleet.until(job, ({ state }) => state === 'running');
        const begunAt = performance.now();
        // Every second time in the middle of a change, which is short here: the cloud holds it.
        const release = cycle % 2 === 0 ? null : await fleet.flow.holdApplies();
        if (release !== null) {
          await fleet.until(
            job,
            ({ progress, endedAt }) => progress?.phase === 'applying' || endedAt !== null,
          );
        }
        await sleep(Math.random() * (release === null ? applyMs : 2_000));
        const before = await fleet.until(job, () => true);
        const victim = workers.find(({ pid }) => pid === workerPid(begun));
        if (before.endedAt !== null || victim === undefined) {
          if (release === null) applyMs = performance.now() - begunAt;
          await release?.();
        } else {
          victim.kill('SIGKILL');
          const killedAt = performance.now();
          workers = [...workers.filter((worker) => worker !== victim), fleet.worker()];
          const now = await fleet.until(job, ({ attempt, endedAt }) => attempt > 1 || endedAt !== null);
          await release?.();
          if (now.attempt > 1) {
            const phase = before.progress?.phase ?? 'begun';
            noteTime(resumedMs, `kill-apply ${phase}`, performance.now() - killedAt);
            after.set(phase, (after.get(phase) ?? 0) + 1);
          }
        }
        const ended = await fleet.ended(job);
        expect(ended, JSON.stringify(ended)).toMatchObject({ state: 'done', result: { kind: 'verified' } });
        expect(await fleet.flow.applyCalls()).toBe(1);
        expect(await fleet.flow.object('light_thing', 'a')).toMatchObject({ number: 2 });
      }
      console.log(
        `killed ${resumedMs.length} workers while they applied, after ${JSON.stringify([...after])}; 0 applied twice; resumed after ${distribution(resumedMs)}`,
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
