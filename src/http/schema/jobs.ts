import { z } from 'zod';
import { JsonSchema } from '#domain/json-schema.ts';
import { FixPreview } from './fixes.ts';
import { Instant, listOf, oneOrMore, PageQuery, SourceName, StackId } from './list.ts';

/** `waiting` includes those that wait for another try. */
export const JOB_STATES = ['waiting', 'running', 'done', 'failed', 'cancelled'] as const;

export const Job = z.object({
  id: z.string(),
  task: z.string().describe('`scan-stack`, `plan-fix`, `apply-fix`, ...'),
  state: z.enum(JOB_STATES),
  source: SourceName.nullable(),
  stack: StackId.nullable(),
  requested_by: z.string().nullable().describe('null: a schedule or a webhook.'),
  created_at: Instant,
  start_after: Instant.nullable(),
  started_at: Instant.nullable(),
  ended_at: Instant.nullable(),
  attempt: z.int().nonnegative(),
  progress: z
    .object({ text: z.string(), done: z.int().nonnegative().nullable(), of: z.int().positive().nullable() })
    .nullable(),
  outcome: z.string().nullable().describe('A sentence; null until it ended.'),
});
export type Job = z.infer<typeof Job>;

export const JobQuery = PageQuery.extend({
  state: oneOrMore(z.enum(JOB_STATES)),
  task: z.string().max(100).optional(),
  source: SourceName.optional(),
  stack: StackId.optional(),
});
export type JobQuery = z.infer<typeof JobQuery>;

/** `GET /api/v1/jobs`, newest first. */
export const JobList = listOf(Job);
export type JobList = z.infer<typeof JobList>;

/** `GET /api/v1/jobs/:id` */
export const JobWhole = Job.extend({
  lines: z
    .array(z.object({ number: z.int().positive(), at: Instant, text: z.string() }))
    .describe('The last ones.'),
  preview: FixPreview.nullable().describe('Of a `plan-fix` that is done.'),
  result: JsonSchema.describe('What the task left, redacted; null: nothing.'),
});
export type JobWhole = z.infer<typeof JobWhole>;

/**
 * What `GET /api/v1/jobs/:id/events` sends, named by `kind`; the id of an event continues with `Last-Event-ID`. The
 * stream ends after `state` with a state in which nothing more comes.
 */
export const JobEvent = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('line'), number: z.int().positive(), at: Instant, text: z.string() }),
  z.object({
    kind: z.literal('progress'),
    text: z.string(),
    done: z.int().nonnegative().nullable(),
    of: z.int().positive().nullable(),
  }),
  z.object({ kind: z.literal('state'), state: z.enum(JOB_STATES), outcome: z.string().nullable() }),
]);
export type JobEvent = z.infer<typeof JobEvent>;
