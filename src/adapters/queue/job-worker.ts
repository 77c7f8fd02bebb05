import { randomBytes, randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { JobWithMetadata } from 'pg-boss';
import type { Job } from '#domain/fleet/job.ts';
import type { JsonObject } from '#domain/json.ts';
import { JOB_LANES, type JobLane, type JobRunner, type RunningWorker } from '#ports/job-runner.ts';
import type { RunningJob, TaskEnd } from '#ports/work-queue.ts';
import { lastLine, stepResult, storeStep } from '#store/job-step-store.ts';
import { endJob, takeJob, waitAgain, waitingOnce, type Taken } from '#store/job-store.ts';
import { HEARTBEAT_REFRESH_SECONDS, paceOf, queueName, RESCUE_PRIORITY } from './boss.ts';
import { deliver } from './deliver.ts';
import { hurry } from './hurry.ts';
import { rescues, type QueueParts } from './queue-parts.ts';
import { JobVoice } from './job-voice.ts';
import { leaseStates, type Lease } from './lease.ts';
import { keepHouse } from './keep-house.ts';

type Run = (job: Job, running: RunningJob) => Promise<TaskEnd>;

/** How soon a worker hears that a job was cancelled elsewhere or went to another worker. */
const LOOK_MS = 1_000;
/** How long a job may take to end after it was told to. An apply is never cut off, so it gets its time. */
const LAST_WORDS_MS = 60_000;

interface Held {
  readonly lease: Lease;
  readonly stop: AbortController;
}

export function createRunner(parts: QueueParts): JobRunner {
  return {
    start: async (slots, run) => {
      const id = `${hostname()}/${process.pid}-${randomBytes(3).toString('hex')}`;
      const held = new Map<string, Held>();
      const stopping = new AbortController();
      const working = new Set<Promise<void>>();
      const openPlace = async (lane: JobLane, minPriority?: number): Promise<void> => {
        const queue = queueName(lane);
        const { pollSeconds } = paceOf(parts.database.queue);
        let place = '';
        place = await parts.boss.work(
          queue,
          {
            includeMetadata: true,
            batchSize: 1,
            pollingIntervalSeconds: pollSeconds,
            notifyPollingIntervalSeconds: pollSeconds,
            heartbeatRefreshSeconds: HEARTBEAT_REFRESH_SECONDS,
            ...(minPriority === undefined ? {} : { minPriority }),
          },
          async ([delivered]: readonly JobWithMetadata[]) => {
            if (delivered === undefined) return;
            const work = runDelivery(
              { parts, run, worker: id, held, stopping: stopping.signal },
              queue,
              delivered,
            );
            working.add(work);
            await work.finally(() => {
              working.delete(work);
              // The next one is looked for at once, and not when the time for it has come.
              parts.boss.notifyWorker(place);
            });
          },
        );
      };
      for (const lane of JOB_LANES.filter((each) => slots[each] > 0)) {
        for (let number = 0; number < slots[lane]; number += 1) await openPlace(lane);
        // However busy this worker is, what another one left when it died does not wait for a place.
        if (rescues(parts.database)) await openPlace(lane, RESCUE_PRIORITY);
      }
      const looking = setInterval(() => void look(parts, held), LOOK_MS);
      const house = keepHouse(parts);
      return {
        id,
        running: () => held.size,
        stop: async () => {
          stopping.abort(new Error('The worker is to end.'));
          await Promise.all(JOB_LANES.map((lane) => parts.boss.offWork(queueName(lane), { wait: false })));
          await Promise.race([Promise.allSettled(working), after(LAST_WORDS_MS)]);
          clearInterval(looking);
          house.stop();
        },
      } satisfies RunningWorker;
    },
  };
}

const after = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });

async function look(parts: QueueParts, held: ReadonlyMap<string, Held>): Promise<void> {
  try {
    const states = await leaseStates(
      parts.database.db,
      [...held.values()].map(({ lease }) => lease),
    );
    for (const [job, state] of states) {
      if (state !== 'held') held.get(job)?.stop.abort(new Error(`The job was ${state}.`));
    }
  } catch {
    // The database is away for a moment: that says nothing about the leases. Whoever acts asks again before he does.
  }
}

interface Bench {
  readonly parts: QueueParts;
  readonly run: Run;
  readonly worker: string;
  readonly held: Map<string, Held>;
  readonly stopping: AbortSignal;
}

/** Throws when the job could not be brought to an end here: then the delivery goes to whoever takes it next. */
async function runDelivery(bench: Bench, queue: string, delivered: JobWithMetadata): Promise<void> {
  const { parts, worker, held, stopping } = bench;
  const { db } = parts.database;
  const at = (): string => parts.clock.now().toISOString();
  const taken = await takeJob(db, { delivery: delivered.id, taken: delivered.retryCount, worker, at: at() });
  if (taken === null) return;
  const { job } = taken;
  const lease: Lease = {
    job: job.id,
    attempt: job.attempt,
    delivery: delivered.id,
    queue,
    taken: delivered.retryCount,
  };
  // Its worker died before it could say that it had stopped.
  if (job.cancelledBy !== null) return finish(bench, taken, lease, cancelled(job));
  const stop = new AbortController();
  held.set(job.id, { lease, stop });
  parts.local.set(job.id, () => stop.abort(new Error('The job was cancelled.')));
  const voice = new JobVoice(db, lease, parts.clock, await lastLine(db, job.id));
  try {
    await parts.announceJob(job);
    const signal = AbortSignal.any([stop.signal, delivered.signal]);
    const end = stopping.aborted
      ? later('The worker is to end.')
      : await bench.run(job, runningJob(parts, lease, { signal, stopping, voice }));
    await voice.close();
    await finish(bench, taken, lease, end);
  } finally {
    await voice.close();
    held.delete(job.id);
    parts.local.delete(job.id);
    await parts.announceJob(job);
  }
}

const later = (why: string): TaskEnd => ({ kind: 'later', waitMs: 0, why });

const cancelled = (job: Job): TaskEnd => ({
  kind: 'failed',
  problem: `${job.cancelledBy ?? 'Somebody'} stopped it.`,
});

function runningJob(
  { database: { db } }: QueueParts,
  lease: Lease,
  of: { readonly signal: AbortSignal; readonly stopping: AbortSignal; readonly voice: JobVoice },
): RunningJob {
  const { job, attempt } = lease;
  return {
    job,
    attempt,
    signal: of.signal,
    stopping: of.stopping,
    alive: async () =>
      !of.signal.aborted && (await leaseStates(db, [lease])).get(job) === 'held' && !of.signal.aborted,
    step: async <T extends JsonObject>(name: string, work: () => Promise<T>): Promise<T> => {
      const stored = await stepResult(db, job, name);
      if (stored !== null) return stored as T;
      const result = await work();
      if (!(await storeStep(db, lease, name, result))) {
        throw new Error(`The job ${job} went to another worker while this one was at its step ${name}.`);
      }
      return result;
    },
    log: (text) => of.voice.log(text),
    progress: (progress) => of.voice.progress(progress),
  };
}

async function finish(
  { parts }: Pick<Bench, 'parts'>,
  { job, key }: Taken,
  lease: Lease,
  end: TaskEnd,
): Promise<void> {
  const { database, clock } = parts;
  const now = clock.now();
  if (end.kind !== 'later') {
    await endJob(database.db, lease, {
      state: end.kind,
      at: now.toISOString(),
      result: end.result ?? null,
      problem: end.kind === 'failed' ? end.problem : null,
    });
    return;
  }
  const startAfter = end.waitMs === 0 ? null : new Date(now.getTime() + end.waitMs).toISOString();
  const once = end.once ?? null;
  const waits = await database.db.transaction().execute(async (transaction) => {
    const other = once === null ? null : await waitingOnce(transaction, once);
    if (other !== null) {
      await hurry(parts, transaction, other, { ...job, startAfter }, now.toISOString());
      return { joined: other.id };
    }
    const delivery = randomUUID();
    if (!(await waitAgain(transaction, lease, { delivery, startAfter, once }))) return null;
    await deliver(parts, transaction, { ...job, key, delivery, startAfter });
    return { joined: null };
  });
  if (waits === null) return finish({ parts }, { job, key }, lease, cancelled(job));
  if (waits.joined !== null) {
    await finish({ parts }, { job, key }, lease, {
      kind: 'done',
      result: { kind: 'joined', job: waits.joined },
    });
  }
}
