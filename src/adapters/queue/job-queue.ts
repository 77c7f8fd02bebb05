import { randomBytes, randomUUID } from 'node:crypto';
import { fromKysely } from 'pg-boss';
import type { JobRunner } from '#ports/job-runner.ts';
import type { JobRequest, WorkQueue } from '#ports/work-queue.ts';
import { currentTrace } from '#platform/current-trace.ts';
import { announce } from '#store/fleet-change-store.ts';
import { cancelJob, findJob, insertJob, listJobs, queueDepth, waitingOnce } from '#store/job-store.ts';
import { linesAfter, stepResult } from '#store/job-step-store.ts';
import { queueName, startBoss } from './boss.ts';
import { deliver } from './deliver.ts';
import { hurry } from './hurry.ts';
import type { QueueParts, QueueSettings } from './queue-parts.ts';
import { createRunner } from './job-worker.ts';
import { watchJob } from './watch-job.ts';

export interface OpenQueue extends WorkQueue {
  readonly runner: JobRunner;
  close(): Promise<void>;
}

/** Opens the queue on a database that is open and migrated. */
export async function openQueue(settings: QueueSettings): Promise<OpenQueue> {
  const { database, clock, laneOf, report } = settings;
  const { db } = database;
  const boss = await startBoss(database.queue, report);
  const now = (): string => clock.now().toISOString();
  const parts: QueueParts = {
    ...settings,
    boss,
    local: new Map(),
    announceJob: async ({ id, source, stack }) => {
      // Whoever shows jobs looks again anyway after a while: no job fails for it.
      await announce(db, [{ at: now(), kind: 'job', source, stack, subject: id }]).catch((error: unknown) =>
        report(`queue: ${String(error)}`),
      );
    },
  };
  const asked = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw database.explain(error);
    }
  };
  const queue: WorkQueue = {
    submit: (request) => asked(() => submit(request, parts)),
    find: (id) => asked(() => findJob(db, id)),
    list: (query) => asked(() => listJobs(db, query)),
    cancel: (id, by) =>
      asked(async () => {
        const found = await db.transaction().execute(async (transaction) => {
          const cancelled = await cancelJob(transaction, id, { by, at: now() });
          if (cancelled?.was === 'waiting') {
            await boss.cancel(queueName(laneOf(cancelled.job.task)), cancelled.delivery, {
              db: fromKysely(transaction),
            });
          }
          return cancelled;
        });
        if (found === null) return 'unknown';
        parts.local.get(id)?.();
        await parts.announceJob(found.job);
        if (found.was === 'waiting') return 'cancelled';
        return found.was === 'running' ? 'stopping' : 'ended';
      }),
    lines: (id, after, limit) => asked(() => linesAfter(db, id, after, limit)),
    watch: (id, after, signal) => watchJob(queue, id, after, signal),
    depth: () => asked(() => queueDepth(db, now())),
    stepResult: (id, step) => asked(() => stepResult(db, id, step)),
  };
  return {
    ...queue,
    runner: createRunner(parts),
    close: () => boss.stop({ graceful: false }),
  };
}

/** The row and its delivery in one transaction: a job that is acknowledged is delivered. */
async function submit(
  request: JobRequest,
  parts: QueueParts,
): Promise<{ readonly job: string; readonly existing: boolean }> {
  const { database, clock } = parts;
  for (;;) {
    const id = `j-${randomBytes(8).toString('hex')}`;
    const at = clock.now().toISOString();
    const submitted = await database.db.transaction().execute(async (transaction) => {
      const delivery = randomUUID();
      if (await insertJob(transaction, request, { id, delivery, at, trace: currentTrace() })) {
        await deliver(parts, transaction, { ...request, id, delivery });
        return { job: id, existing: false };
      }
      const waiting = await waitingOnce(transaction, request.once ?? '');
      // It was taken up between the two questions.
      if (waiting === null) return null;
      await hurry(parts, transaction, waiting, request, at);
      return { job: waiting.id, existing: true };
    });
    if (submitted === null) continue;
    if (!submitted.existing) {
      await parts.announceJob({ id: submitted.job, source: request.source, stack: request.stack });
    }
    return submitted;
  }
}
