import type { Job, JobEnd, JobLine, JobProgress, JobState } from '#domain/fleet/job.ts';
import type { JsonObject } from '#domain/json.ts';

/** Work that is done by whichever worker is free, survives kills, and is never done twice at once. */
export interface WorkQueue {
  /**
   * Hands work in. When it returns the job outlives a power cut. A job that waits under the same `once` is not doubled:
   * it comes back as `existing`, with the higher of both priorities and the earlier of both starts.
   */
  submit(request: JobRequest): Promise<{ readonly job: string; readonly existing: boolean }>;
  find(id: string): Promise<Job | null>;
  /** The newest first. */
  list(query: JobQuery): Promise<JobPage>;
  /** A job that runs is stopped by its worker within 3 s; `ended`: it was over already. */
  cancel(id: string, by: string): Promise<'cancelled' | 'stopping' | 'ended' | 'unknown'>;
  /** Lines of a job behind `after` (0: from the first). */
  lines(id: string, after: number, limit: number): Promise<readonly JobLine[]>;
  /** Lines, progress and states as they come, until the job has ended or `signal`. Ends with the state. */
  watch(id: string, after: number, signal: AbortSignal): AsyncIterable<JobEvent>;
  depth(): Promise<QueueDepth>;
  /** Step results as stored, by name: what a plan showed, for example. */
  stepResult(id: string, step: string): Promise<JsonObject | null>;
}

export interface JobRequest {
  readonly task: string;
  readonly data: JsonObject;
  readonly priority: JobPriority;
  /** Jobs of one key never run at the same time, over all workers; null: nothing to keep apart. */
  readonly key: string | null;
  /** While a job with the same text waits, no second one is made; null: always a new one. */
  readonly once: string | null;
  /** ISO 8601; null: now. */
  readonly startAfter: string | null;
  /** Who asked, as `Name <email>`, or what: `schedule`, `hook of shop`. */
  readonly requestedBy: string;
  readonly source: string | null;
  readonly stack: string | null;
}

/** What a person waits for goes first, and a schedule last. */
export const JOB_PRIORITY = { person: 30, hook: 20, schedule: 10 } as const;
export type JobPriority = (typeof JOB_PRIORITY)[keyof typeof JOB_PRIORITY];

export interface JobQuery {
  readonly states: readonly JobState[] | null;
  readonly task: string | null;
  readonly source: string | null;
  readonly stack: string | null;
  readonly limit: number;
  /** From the page before; null: the first page. */
  readonly after: string | null;
}

export interface JobPage {
  readonly jobs: readonly Job[];
  readonly next: string | null;
  readonly total: number;
}

export type JobEvent =
  | { readonly kind: 'line'; readonly line: JobLine }
  | { readonly kind: 'progress'; readonly progress: JobProgress }
  | { readonly kind: 'state'; readonly job: Job };

export interface QueueDepth {
  readonly waiting: number;
  readonly running: number;
  /** How long the oldest that could start has waited; 0: none waits. */
  readonly oldestWaitingMs: number;
  /** Jobs that were begun more than once since they were made, of those that are kept. */
  readonly retried: number;
}

/** Whether a process may still act for a job. */
export interface JobFence {
  readonly job: string;
  /** Counts the times that a worker took the job up: an older number may do nothing any more. */
  readonly attempt: number;
  /** Asks the database. Checked just before anything that changes the world. */
  alive(): Promise<boolean>;
  /** Aborts when somebody cancelled it, and when it went to another worker. */
  readonly signal: AbortSignal;
}

/** What a task has of its job while it runs. */
export interface RunningJob extends JobFence {
  /** Aborts when the worker is to end. What can be begun anew stops then, and ends as `later`. */
  readonly stopping: AbortSignal;
  /** The stored result when an earlier attempt got this far, else what `work` gives, stored. */
  step<T extends JsonObject>(name: string, work: () => Promise<T>): Promise<T>;
  /** A line for whoever watches. Already redacted. Never fails the job. */
  log(text: string): void;
  progress(progress: JobProgress): void;
}

/** How a task ends; throwing ends it as failed. */
export type TaskEnd =
  | JobEnd
  /**
   * Not now: the job waits again, for this long. With `once` it waits under that name, so that whoever hands the same work
   * in finds it and has it begin sooner; when another waits under it already, that one goes on and this one is done.
   */
  | { readonly kind: 'later'; readonly waitMs: number; readonly why: string; readonly once?: string };
