import { z } from 'zod';
import { JOB_STATES, type Job, type JobLine } from '#domain/fleet/job.ts';
import { Instant, readRow, StoredObject } from './read-row.ts';

const Progress = z.object({ phase: z.string(), done: z.number().nullable(), of: z.number().nullable() });

const JobRow = z
  .object({
    id: z.string(),
    task: z.string(),
    data: StoredObject,
    source: z.string().nullable(),
    stack: z.string().nullable(),
    state: z.enum(JOB_STATES),
    priority: z.int(),
    requested_by: z.string(),
    created_at: Instant,
    start_after: Instant.nullable(),
    started_at: Instant.nullable(),
    ended_at: Instant.nullable(),
    attempt: z.int(),
    worker: z.string().nullable(),
    progress: Progress.nullable(),
    result: StoredObject.nullable(),
    problem: z.string().nullable(),
    cancelled_by: z.string().nullable(),
    trace: z.string().nullable(),
  })
  .transform((row): Job => ({
    id: row.id,
    task: row.task,
    data: row.data,
    source: row.source,
    stack: row.stack,
    state: row.state,
    priority: row.priority,
    requestedBy: row.requested_by,
    createdAt: row.created_at,
    startAfter: row.start_after,
    startedAt: row.started_at,
    endedAt: row.ended_at,
    attempt: row.attempt,
    worker: row.worker,
    progress: row.progress,
    result: row.result,
    problem: row.problem,
    cancelledBy: row.cancelled_by,
    trace: row.trace,
  }));

export const jobOf = (row: { readonly id: string }): Job => readRow(JobRow, row, `the job ${row.id}`);

const LineRow = z.object({ number: z.int(), at: Instant, text: z.string() }).transform((row): JobLine => row);

export const lineOf = (row: { readonly number: number }): JobLine =>
  readRow(LineRow, row, `line ${row.number} of a job`);
