import type { z } from '@hono/zod-openapi';
import { Problem, PROBLEM_TYPE } from './problem.ts';

/** What every other answer of a route is. */
export const PROBLEM_ANSWER = {
  description: 'What could not be done, why, and what to do next (RFC 9457).',
  content: { [PROBLEM_TYPE]: { schema: Problem } },
} as const;

/** The `responses` of a route that answers with JSON; every other answer is a problem. */
export const answers = <Status extends 200 | 201 | 202, Schema extends z.ZodType>(
  status: Status,
  description: string,
  schema: Schema,
): {
  readonly [code in Status]: {
    readonly description: string;
    readonly content: { readonly 'application/json': { readonly schema: Schema } };
  };
} & { readonly default: typeof PROBLEM_ANSWER } => ({
  [status]: { description, content: { 'application/json': { schema } } },
  default: PROBLEM_ANSWER,
});

/** The `responses` of a route that has nothing to tell when it went well. */
export const answersNothing = (description: string) =>
  ({ 204: { description }, default: PROBLEM_ANSWER }) as const;

/** The `body` of a write. */
export const jsonBody = <Schema extends z.ZodType>(schema: Schema) =>
  ({ content: { 'application/json': { schema } }, required: true }) as const;
