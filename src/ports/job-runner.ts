import type { Job } from '#domain/fleet/job.ts';
import type { RunningJob, TaskEnd } from './work-queue.ts';

/**
 * What waits for engines and needs their memory, what runs programs of people that may take long, and what only talks to
 * somebody: none of them holds up another.
 */
export const JOB_LANES = ['engine', 'change', 'light'] as const;
export type JobLane = (typeof JOB_LANES)[number];

/** The side of the queue on which work is done. */
export interface JobRunner {
  /**
   * Takes jobs up until it is stopped, as many of a lane at once as it is told, and one more of those that a worker left
   * which died.
   */
  start(
    slots: Readonly<Record<JobLane, number>>,
    run: (job: Job, running: RunningJob) => Promise<TaskEnd>,
  ): Promise<RunningWorker>;
}

export interface RunningWorker {
  /** `host/pid-…`, as jobs name it. */
  readonly id: string;
  running(): number;
  /** Takes no more up, tells what runs to stop, and waits for it. What could not end goes back to others. */
  stop(): Promise<void>;
}
