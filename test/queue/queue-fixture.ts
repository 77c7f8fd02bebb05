import { setTimeout as sleep } from 'node:timers/promises';
import { openQueue, type OpenQueue } from '../../src/adapters/queue/job-queue.ts';
import type { Job } from '#domain/fleet/job.ts';
import type { RunningWorker } from '#ports/job-runner.ts';
import { JOB_PRIORITY, type JobRequest, type RunningJob, type TaskEnd } from '#ports/work-queue.ts';
import type { TestDatabase } from '#test/databases.ts';

export const request = (change: Partial<JobRequest> = {}): JobRequest => ({
  task: 'try',
  data: {},
  priority: JOB_PRIORITY.schedule,
  key: null,
  once: null,
  startAfter: null,
  requestedBy: 'test',
  source: null,
  stack: null,
  ...change,
});

export const done: TaskEnd = { kind: 'done', result: {} };

export interface QueueForTest {
  readonly queue: OpenQueue;
  work(run: (job: Job, running: RunningJob) => Promise<TaskEnd>, slots?: number): Promise<RunningWorker>;
  /** Waits until the job is as wanted. */
  until(id: string, wanted: (job: Job) => boolean): Promise<Job>;
  ended(id: string): Promise<Job>;
  close(): Promise<void>;
}

export async function queueForTest(database: TestDatabase): Promise<QueueForTest> {
  const reports: string[] = [];
  const queue = await openQueue({
    database: database.open,
    clock: { now: () => new Date() },
    laneOf: () => 'engine',
    report: (line) => reports.push(line),
  });
  const workers: RunningWorker[] = [];
  const until: QueueForTest['until'] = async (id, wanted) => {
    const end = performance.now() + 120_000;
    for (;;) {
      const job = await queue.find(id);
      if (job !== null && wanted(job)) return job;
      if (performance.now() > end)
        throw new Error(`Job ${id} is ${JSON.stringify(job)}; ${reports.join('; ')}`);
      await sleep(50);
    }
  };
  return {
    queue,
    work: async (run, slots = 1) => {
      const worker = await queue.runner.start({ engine: slots, change: 0, light: 0 }, run);
      workers.push(worker);
      return worker;
    },
    until,
    ended: (id) => until(id, ({ endedAt }) => endedAt !== null),
    close: async () => {
      await Promise.all(workers.map((worker) => worker.stop()));
      await queue.close();
    },
  };
}
