import type { JsonObject } from '../json.ts';

export const JOB_STATES = ['waiting', 'running', 'done', 'failed', 'cancelled'] as const;
export type JobState = (typeof JOB_STATES)[number];

/** One unit of work on the server. Instants are ISO 8601 in UTC. */
export interface Job {
  readonly id: string;
  readonly task: string;
  readonly data: JsonObject;
  readonly source: string | null;
  readonly stack: string | null;
  readonly state: JobState;
  readonly priority: number;
  readonly requestedBy: string;
  readonly createdAt: string;
  /** null: as soon as a worker is free. */
  readonly startAfter: string | null;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  /** How many times a worker took it up. */
  readonly attempt: number;
  /** The worker that has or had it: `host/pid`. */
  readonly worker: string | null;
  readonly progress: JobProgress | null;
  /** What it gave; null until it is done. */
  readonly result: JsonObject | null;
  /** A sentence: why it failed. */
  readonly problem: string | null;
  /** Who stopped it; null: nobody. */
  readonly cancelledBy: string | null;
  /** The span of what asked for it, as W3C writes it; null: nothing was traced. */
  readonly trace: string | null;
}

/** A line for whoever watches. */
export interface JobLine {
  readonly number: number;
  readonly at: string;
  readonly text: string;
}

export interface JobProgress {
  /** In words, such as `planning`. */
  readonly phase: string;
  readonly done: number | null;
  readonly of: number | null;
}

/** How a job ends. */
export type JobEnd =
  | { readonly kind: 'done'; readonly result: JsonObject }
  | { readonly kind: 'failed'; readonly problem: string; readonly result?: JsonObject };

export const isOver = (state: JobState): boolean =>
  state === 'done' || state === 'failed' || state === 'cancelled';
