import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Job } from '#domain/fleet/job.ts';
import { postgresForTest, type TestPostgres } from '#test/databases.ts';
import { because, realParts, skipReason } from '#test/real-parts.ts';
import {
  createTestFleet,
  syncFleet,
  untilQuiet,
  workerPid,
  type TestFleet,
  type TestWorker,
} from './fleet-fixture.ts';
import { distribution, noteTime } from './distribution.ts';

const parts = await realParts();
const missing = skipReason(parts, ['terraform', 'git', 'postgres']);
const KILLS = Number(process.env['KEDGE_KILLS'] ?? (process.env['KEDGE_FULL'] === '1' ? 100 : 3));
const MS = 3 * 3_600_000;
const STACKS = ['a', 'b', 'c'];

describe.skipIf(missing !== null)(`workers killed with kill -9 while they scan${because(missing)}`, () => {
  let postgres: TestPostgres;
  beforeAll(async () => {
    postgres = await postgresForTest(parts.postgres ?? '');
  }, MS);
  afterAll(() => postgres.stop());

  it(
    'lose no job: another worker goes on with it, and each scan is remembered once',
    async () => {
      const fleet = await createTestFleet({ database: await postgres.freshUrl(), stacks: STACKS });
      let workers = [fleet.worker(), fleet.worker()];
      await syncFleet(fleet);
      await untilQuiet(fleet);
      const asked: string[] = [];
      const resumedMs: number[] = [];
      while (resumedMs.length < KILLS) {
        for (const stack of STACKS) asked.push(await fleet.scan(stack));
        const victim = await someoneBusy(fleet, workers);
        await sleep(Math.random() * 1500);
        const held = (await running(fleet)).filter((job) => workerPid(job) === victim.pid);
        victim.kill('SIGKILL');
        const killedAt = performance.now();
        workers = [...workers.filter((worker) => worker !== victim), fleet.worker()];
        await Promise.all(
          held.map(async ({ id, attempt }) => {
            // One that ended in the very moment was not interrupted.
            const now = await fleet.until(id, (job) => job.attempt > attempt || job.endedAt !== null);
            if (now.attempt <= attempt) return;
            resumedMs.push(performance.now() - killedAt);
            noteTime('kill-scan', performance.now() - killedAt);
          }),
        );
      }
      const ids = [...new Set(asked)];
      const ended = await Promise.all(ids.map((id) => fleet.ended(id)));
      console.log(
        `killed ${resumedMs.length} workers while they scanned; ${ids.length} jobs, ${ended.filter(({ attempt }) => attempt > 1).length} begun more than once; resumed after ${distribution(resumedMs)}`,
      );
      expect(ended.filter(({ state }) => state !== 'done')).toEqual([]);
      const memory = await fleet.parts.fleet.memoryOf('code');
      const scans = (await memory?.scansSince('2020-01-01T00:00:00.000Z')) ?? [];
      for (const { id } of ended)
        expect(scans.filter((scan) => scan.id.startsWith(`${id}/`))).toHaveLength(1);
      expect(Math.max(...resumedMs)).toBeLessThan(60_000);
    },
    MS,
  );
});

const running = async ({ parts: { queue } }: TestFleet): Promise<readonly Job[]> => {
  const all = { task: null, source: null, stack: null, limit: 50, after: null };
  return (await queue.list({ ...all, states: ['running'] })).jobs;
};

async function someoneBusy(fleet: TestFleet, workers: readonly TestWorker[]): Promise<TestWorker> {
  const end = performance.now() + 120_000;
  for (;;) {
    for (const job of await running(fleet)) {
      const found = workers.find(({ pid }) => pid === workerPid(job));
      if (found !== undefined) return found;
    }
    if (performance.now() > end) throw new Error('No worker takes anything up.');
    await sleep(20);
  }
}
