import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { postgresForTest, type TestPostgres } from '#test/databases.ts';
import { because, realParts, skipReason } from '#test/real-parts.ts';
import { done, queueForTest, request } from './queue-fixture.ts';

const parts = await realParts();
const missing = skipReason(parts, ['postgres']);

describe.skipIf(missing !== null)(`a job that a dead worker left${because(missing)}`, () => {
  let postgres: TestPostgres;
  beforeAll(async () => {
    postgres = await postgresForTest(parts.postgres ?? '');
  }, 300_000);
  afterAll(() => postgres.stop());

  it('is taken up by one whose every place is taken, before all that waits', async () => {
    const database = await postgres.fresh();
    const on = await queueForTest(database);
    const release = Promise.withResolvers<void>();
    const order: string[] = [];
    try {
      const long = await on.queue.submit(request());
      await on.work(async ({ id }) => {
        order.push(id);
        if (id === long.job) await release.promise;
        return done;
      });
      await on.until(long.job, ({ state }) => state === 'running');
      const waiting = await on.queue.submit(request());
      const left = await on.queue.submit(request());
      // As another process that took it up and was killed has left it.
      await database.run(
        `update kedge.job set state = 'running', attempt = 1, worker = 'gone/1-x' where id = '${left.job}'`,
      );
      await database.run(
        `update pgboss.job set state = 'active', started_on = now() - interval '9 seconds', heartbeat_on = now() - interval '8 seconds' where data ->> 'job' = '${left.job}'`,
      );
      expect(await on.ended(left.job)).toMatchObject({ state: 'done', attempt: 2 });
      expect(await on.queue.find(waiting.job)).toMatchObject({ state: 'waiting' });
      release.resolve();
      await on.ended(waiting.job);
      expect(order).toEqual([long.job, left.job, waiting.job]);
    } finally {
      release.resolve();
      await on.close();
      await database.close();
    }
  }, 120_000);
});
