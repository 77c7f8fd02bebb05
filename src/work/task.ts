import type { z } from 'zod';
import type { Job } from '#domain/fleet/job.ts';
import type { JobLane } from '#ports/job-runner.ts';
import type { RunningJob, TaskEnd } from '#ports/work-queue.ts';

/** One kind of work: what it needs to know, and the workflow that does it. */
export interface Task {
  readonly name: string;
  readonly lane: JobLane;
  /** Reads the data of a job and runs it; data that it cannot read fails the job. */
  readonly run: (job: Job, running: RunningJob) => Promise<TaskEnd>;
}

export function defineTask<T>(task: {
  readonly name: string;
  readonly lane: JobLane;
  readonly data: z.ZodType<T>;
  readonly run: (data: T, running: RunningJob, job: Job) => Promise<TaskEnd>;
}): Task {
  return {
    name: task.name,
    lane: task.lane,
    run: async (job, running) => {
      const read = task.data.safeParse(job.data);
      if (read.success) return task.run(read.data, running, job);
      const [issue] = read.error.issues;
      return {
        kind: 'failed',
        problem: `The job cannot be read: ${issue?.path.join('.') || 'its data'} ${issue?.message ?? 'is wrong'}. Another version of Kedge may have made it.`,
      };
    },
  };
}
