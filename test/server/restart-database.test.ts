import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { postgresForTest, type TestPostgres } from '#test/databases.ts';
import { because, realParts, skipReason } from '#test/real-parts.ts';
import { createTestFleet, syncFleet, untilQuiet } from './fleet-fixture.ts';

const parts = await realParts();
const missing = skipReason(parts, ['terraform', 'git', 'postgres']);
const CRASHES = Number(process.env['KEDGE_KILLS'] ?? (process.env['KEDGE_FULL'] === '1' ? 5 : 1));
const MS = 3_600_000;
const STACKS = ['a', 'b'];

describe.skipIf(missing !== null)(`a database that crashes under load${because(missing)}`, () => {
  let postgres: TestPostgres;
  beforeAll(async () => {
    postgres = await postgresForTest(parts.postgres ?? '');
  }, MS);
  afterAll(() => postgres.stop());

  it(
    'loses no job that was acknowledged, and the workers go on by themselves',
    async () => {
      const fleet = await createTestFleet({ database: await postgres.freshUrl(), stacks: STACKS });
      const workers = [fleet.worker(), fleet.worker()];
      await syncFleet(fleet);
      await untilQuiet(fleet);
      const acknowledged: string[] = [];
      for (let crash = 0; crash < CRASHES; crash += 1) {
        for (const stack of STACKS) acknowledged.push(await fleet.scan(stack));
        await fleet.until(acknowledged.at(-1) ?? '', ({ state }) => state === 'running');
        await sleep(Math.random() * 1500);
        await postgres.server.crash();
        // Nobody is told that a job was taken when it was not.
        const lost = await fleet.scan('a').catch((error: unknown) => String(error));
        expect(lost).toMatch(/Lost Kedge's memory|refused|terminat/);
        await sleep(3_000);
        await postgres.server.start();
        for (const id of acknowledged) expect((await fleet.ended(id)).state).toBe('done');
      }
      for (const worker of workers) expect(worker.child.exitCode, worker.said()).toBeNull();
      console.log(`${CRASHES} crashes of the database, ${acknowledged.length} jobs, 0 lost`);
    },
    MS,
  );
});
