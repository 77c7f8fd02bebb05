import type { Job } from '#domain/fleet/job.ts';
import type { Clock } from '#ports/clock.ts';
import type { Fleet } from '#ports/fleet.ts';
import type { JobRunner, RunningWorker } from '#ports/job-runner.ts';
import { LostDatabase } from '#ports/lost-database.ts';
import type { RunningJob, TaskEnd } from '#ports/work-queue.ts';
import { every } from './every.ts';
import { tracedJob } from './job-span.ts';
import type { Task } from './task.ts';

export interface WorkerSettings {
  readonly runner: JobRunner;
  readonly tasks: readonly Task[];
  readonly fleet: Fleet;
  readonly clock: Clock;
  /** How many engines may run at once. */
  readonly engines: number;
  /** The process: for whoever lists the workers. */
  readonly host: string;
  readonly pid: number;
  /** Takes secrets out of what an unexpected error says. */
  readonly redact: (text: string) => string;
  readonly report: (line: string) => void;
}

/** Work that only talks to somebody. */
const LIGHT_SLOTS = 4;
/** Changes that are driven: most only read what was measured, some run a program for as long as it takes. */
const CHANGE_SLOTS = 8;
const BEAT_MS = 5_000;
const TIDY_MS = 10 * 60 * 1000;

/** Takes jobs up and runs their tasks until it is stopped. */
export async function runWorker(settings: WorkerSettings): Promise<RunningWorker> {
  const { runner, tasks, fleet, clock, engines, host, pid, report } = settings;
  const known = new Map(tasks.map((task) => [task.name, task]));
  const startedAt = clock.now().toISOString();
  const worker = await runner.start(
    { engine: engines, change: CHANGE_SLOTS, light: LIGHT_SLOTS },
    (job, running) => tracedJob(job, running, () => runTask(known.get(job.task), job, running, settings)),
  );
  const beat = (): Promise<void> =>
    fleet.beat({
      id: worker.id,
      host,
      pid,
      startedAt,
      seenAt: clock.now().toISOString(),
      running: worker.running(),
      slots: engines,
    });
  const beating = every(BEAT_MS, beat, report);
  const tidying = every(TIDY_MS, () => fleet.tidy(clock.now().toISOString()), report);
  return {
    id: worker.id,
    running: () => worker.running(),
    stop: async () => {
      await Promise.all([beating.stop(), tidying.stop()]);
      await worker.stop();
    },
  };
}

async function runTask(
  task: Task | undefined,
  job: Job,
  running: RunningJob,
  { redact, report }: WorkerSettings,
): Promise<TaskEnd> {
  if (task === undefined) {
    return {
      kind: 'failed',
      problem: `This worker knows no task ${job.task}. Run the same version of Kedge everywhere.`,
    };
  }
  try {
    return await task.run(job, running);
  } catch (error) {
    // Nothing is wrong with the job: it is begun again when the database is back.
    if (error instanceof LostDatabase) throw error;
    const said = redact(error instanceof Error ? error.message : String(error));
    report(`job ${job.id} (${job.task}) failed: ${said}`);
    return { kind: 'failed', problem: said };
  }
}
