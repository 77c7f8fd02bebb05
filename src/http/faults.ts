import type { z } from '@hono/zod-openapi';
import type { Problem } from './problem.ts';

/** The most that are told: a body of a hundred thousand wrong things must not make an answer of them. */
const MOST_FAULTS = 20;

/** What is wrong with a request, without the values in it. */
export const faultsOf = (target: string, { issues }: z.ZodError): NonNullable<Problem['errors']> =>
  issues.slice(0, MOST_FAULTS).map(({ path, message }) => ({
    in: target,
    at: path.join('.').slice(0, 200),
    problem: message.slice(0, 300),
  }));
