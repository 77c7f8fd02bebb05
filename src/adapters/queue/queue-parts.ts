import type { PgBoss } from 'pg-boss';
import type { Clock } from '#ports/clock.ts';
import type { JobLane } from '#ports/job-runner.ts';
import type { OpenDatabase } from '#store/project-memory.ts';

export interface QueueSettings {
  readonly database: OpenDatabase;
  readonly clock: Clock;
  /** Which lane a task belongs to. */
  readonly laneOf: (task: string) => JobLane;
  /** Hears what goes wrong beside the jobs, without secrets. */
  readonly report: (line: string) => void;
}

/** What the parts of the queue share. */
export interface QueueParts extends QueueSettings {
  readonly boss: PgBoss;
  readonly announceJob: (job: {
    readonly id: string;
    readonly source: string | null;
    readonly stack: string | null;
  }) => Promise<void>;
  /** Stops a job that runs in this process. */
  readonly local: Map<string, () => void>;
}

/** Whether one worker may have to go on with what another left. An embedded database has one worker, with itself. */
export const rescues = ({ queue }: QueueSettings['database']): boolean => queue.kind === 'server';
