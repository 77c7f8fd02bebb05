import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { JOB_PRIORITY, type JobEvent } from '#ports/work-queue.ts';
import { onBothDatabases } from '#test/both-databases.ts';
import { done, queueForTest, request, type QueueForTest } from './queue-fixture.ts';

onBothDatabases('the queue', (database) => {
  let on: QueueForTest;
  beforeEach(async () => {
    on = await queueForTest(database());
  }, 300_000);
  afterEach(() => on.close(), 120_000);

  test('a job runs once and keeps what it gave', async () => {
    const { job } = await on.queue.submit(request({ data: { a: 1 }, source: 'shop', stack: 'net' }));
    expect(await on.queue.find(job)).toMatchObject({ state: 'waiting', attempt: 0, data: { a: 1 } });
    let runs = 0;
    await on.work(async (found, running) => {
      runs += 1;
      expect(found.data).toEqual({ a: 1 });
      expect(await running.alive()).toBe(true);
      return { kind: 'done', result: { b: 2 } };
    });
    expect(await on.ended(job)).toMatchObject({
      state: 'done',
      attempt: 1,
      result: { b: 2 },
      source: 'shop',
    });
    expect(runs).toBe(1);
    expect(await on.queue.depth()).toMatchObject({ waiting: 0, running: 0, retried: 0 });
  });

  test('a second job that is to wait once is the first, and hurries it', async () => {
    const first = await on.queue.submit(request({ once: 'scan a' }));
    const other = await on.queue.submit(request({ once: 'scan b' }));
    const again = await on.queue.submit(request({ once: 'scan a', priority: JOB_PRIORITY.person }));
    expect(again).toEqual({ job: first.job, existing: true });
    const order: string[] = [];
    await on.queue.submit(request({ priority: JOB_PRIORITY.hook }));
    await on.work(async (job) => {
      order.push(job.id);
      return done;
    });
    await on.ended(other.job);
    expect(order[0]).toBe(first.job);
    expect(order).toHaveLength(3);
    const next = await on.queue.submit(request({ once: 'scan a' }));
    expect(next.existing).toBe(false);
  });

  test('while one runs, another with the same `once` may wait', async () => {
    const release = Promise.withResolvers<void>();
    const first = await on.queue.submit(request({ once: 'scan a' }));
    await on.work(async () => {
      await release.promise;
      return done;
    });
    await on.until(first.job, ({ state }) => state === 'running');
    const second = await on.queue.submit(request({ once: 'scan a' }));
    expect(second.existing).toBe(false);
    release.resolve();
    expect((await on.ended(second.job)).state).toBe('done');
  });

  test('jobs of one key never run at the same time', async () => {
    let now = 0;
    let most = 0;
    await on.work(async () => {
      now += 1;
      most = Math.max(most, now);
      await sleep(100);
      now -= 1;
      return done;
    }, 3);
    const jobs = await Promise.all(
      Array.from({ length: 5 }, () => on.queue.submit(request({ key: 'shop/net' }))),
    );
    for (const { job } of jobs) expect((await on.ended(job)).state).toBe('done');
    expect(most).toBe(1);
  }, 120_000);

  test('what a person asked for goes before a hook, and that before a schedule', async () => {
    const asked = [];
    for (const priority of [JOB_PRIORITY.schedule, JOB_PRIORITY.hook, JOB_PRIORITY.person]) {
      asked.push((await on.queue.submit(request({ priority }))).job);
    }
    const order: string[] = [];
    await on.work(async ({ id }) => {
      order.push(id);
      return done;
    });
    for (const job of asked) await on.ended(job);
    expect(order).toEqual(asked.toReversed());
  });

  test('a waiting job that is cancelled never runs', async () => {
    const { job } = await on.queue.submit(request());
    const { job: other } = await on.queue.submit(request());
    expect(await on.queue.cancel(job, 'Ada')).toBe('cancelled');
    expect(await on.queue.cancel(job, 'Ada')).toBe('ended');
    expect(await on.queue.cancel('j-none', 'Ada')).toBe('unknown');
    const ran: string[] = [];
    await on.work(async ({ id }) => {
      ran.push(id);
      return done;
    });
    await on.ended(other);
    expect(ran).toEqual([other]);
    expect(await on.queue.find(job)).toMatchObject({ state: 'cancelled', cancelledBy: 'Ada' });
  });

  test('a running job that is cancelled by another process hears it and may act no more', async () => {
    const { job } = await on.queue.submit(request());
    await on.work(async (_, running) => {
      await new Promise((resolve) => {
        running.signal.addEventListener('abort', resolve);
      });
      expect(await running.alive()).toBe(false);
      return { kind: 'failed', problem: 'It was stopped.' };
    });
    await on.until(job, ({ state }) => state === 'running');
    // As another process does it, which has nothing to call here.
    await database().run(`update kedge.job set cancelled_by = 'Ada' where id = '${job}'`);
    expect(await on.ended(job)).toMatchObject({ state: 'cancelled', problem: 'It was stopped.' });
  });

  test('a job that is to run later waits, and runs again as another attempt', async () => {
    const { job } = await on.queue.submit(request({ key: 'k' }));
    const attempts: number[] = [];
    await on.work(async (_, { attempt }) => {
      attempts.push(attempt);
      return attempt < 3 ? { kind: 'later', waitMs: 200, why: 'not yet' } : done;
    });
    expect(await on.ended(job)).toMatchObject({ state: 'done', attempt: 3 });
    expect(attempts).toEqual([1, 2, 3]);
  });

  test('what a step gave is stored, and a rerun does not do it again', async () => {
    const { job } = await on.queue.submit(request());
    let steps = 0;
    await on.work(async (_, running) => {
      const { value } = await running.step('count', async () => {
        steps += 1;
        return { value: steps };
      });
      return running.attempt === 1
        ? { kind: 'later', waitMs: 0, why: 'once more' }
        : { kind: 'done', result: { value } };
    });
    expect((await on.ended(job)).result).toEqual({ value: 1 });
    expect(await on.queue.stepResult(job, 'count')).toEqual({ value: 1 });
    expect(steps).toBe(1);
  });

  test('a job that another worker took may act no more, and nothing that it says counts', async () => {
    const { job } = await on.queue.submit(request());
    const freed = Promise.withResolvers<void>();
    const lives: boolean[] = [];
    await on.work(async (_, running) => {
      if (running.attempt === 2) return { kind: 'done', result: { by: 2 } };
      await freed.promise;
      lives.push(await running.alive());
      await expect(running.step('late', async () => ({}))).rejects.toThrow(/went to another worker/);
      return { kind: 'done', result: { by: 1 } };
    }, 2);
    await on.until(job, ({ state }) => state === 'running');
    // As if its heartbeat had not been seen for too long; it is seen again all the time until somebody looks.
    const unseen = setInterval(
      () =>
        void database().run(
          `update pgboss.job set heartbeat_on = now() - interval '1 hour' where data ->> 'job' = '${job}' and retry_count = 0`,
        ),
      100,
    );
    const ended = await on.ended(job).finally(() => clearInterval(unseen));
    freed.resolve();
    await on.close();
    expect(ended).toMatchObject({ state: 'done', attempt: 2, result: { by: 2 } });
    expect(await on.queue.find(job)).toMatchObject({ result: { by: 2 }, attempt: 2 });
    expect(lives).toEqual([false]);
  });

  test('a job that no worker can bring to an end is given up, with the reason', async () => {
    const { job } = await on.queue.submit(request());
    await on.work(async () => done, 0);
    await database().run(`update pgboss.job set state = 'failed' where data ->> 'job' = '${job}'`);
    await on.work(async () => done);
    expect(await on.ended(job)).toMatchObject({ state: 'failed', problem: 'No worker took it up.' });
  });

  test('lines, progress and states are seen by whoever watches', async () => {
    const { job } = await on.queue.submit(request());
    const events: JobEvent[] = [];
    const watching = (async () => {
      for await (const event of on.queue.watch(job, 0, new AbortController().signal)) events.push(event);
    })();
    await on.work(async (_, running) => {
      running.log('planning');
      running.progress({ phase: 'plan', done: 1, of: 3 });
      await sleep(1500);
      running.log('planned');
      return done;
    });
    await watching;
    const lines = events.flatMap((event) => (event.kind === 'line' ? [event.line.text] : []));
    expect(lines).toEqual(['planning', 'planned']);
    expect(events).toContainEqual({ kind: 'progress', progress: { phase: 'plan', done: 1, of: 3 } });
    expect(events.at(-1)).toMatchObject({ kind: 'state', job: { state: 'done' } });
    expect(await on.queue.lines(job, 1, 10)).toMatchObject([{ number: 2, text: 'planned' }]);
  });

  test('a worker that ends gives back what it has not begun and what can stop', async () => {
    const { job } = await on.queue.submit(request());
    const first = await on.work(async (_, running) => {
      await new Promise((resolve) => {
        running.stopping.addEventListener('abort', resolve);
      });
      return { kind: 'later', waitMs: 0, why: 'The worker is to end.' };
    });
    await on.until(job, ({ state }) => state === 'running');
    await first.stop();
    expect((await on.queue.find(job))?.state).toBe('waiting');
    await on.work(async () => done);
    expect(await on.ended(job)).toMatchObject({ state: 'done', attempt: 2 });
  });

  test('jobs are listed the newest first, page by page', async () => {
    const ids: string[] = [];
    for (let index = 0; index < 5; index += 1) ids.push((await on.queue.submit(request())).job);
    const all = { states: null, task: null, source: null, stack: null };
    const first = await on.queue.list({ ...all, limit: 3, after: null });
    const second = await on.queue.list({ ...all, limit: 3, after: first.next });
    expect([...first.jobs, ...second.jobs].map(({ id }) => id)).toEqual(ids.toReversed());
    expect([first.total, second.next]).toEqual([5, null]);
    expect((await on.queue.list({ ...all, states: ['done'], limit: 3, after: null })).total).toBe(0);
  });
});
