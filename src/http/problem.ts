import { z } from '@hono/zod-openapi';
import type { TypedResponse } from 'hono';
import type { HttpContext } from './env.ts';

/** Every problem that the API answers with. Its `type` leads to the docs page. */
export const PROBLEMS = {
  'invalid-request': { status: 400, title: 'The request cannot be read' },
  'not-signed-in': { status: 401, title: 'Nobody is signed in' },
  forbidden: { status: 403, title: 'This is not permitted' },
  'not-found': { status: 404, title: 'There is no such thing' },
  'method-not-allowed': { status: 405, title: 'This cannot be done here' },
  conflict: { status: 409, title: 'It does not fit how things stand' },
  refused: { status: 409, title: 'Kedge refuses' },
  gone: { status: 410, title: 'It is not valid any more' },
  'too-large': { status: 413, title: 'The request is too large' },
  'not-json': { status: 415, title: 'The request is not JSON' },
  'wrong-host': { status: 421, title: 'This server does not answer under that name' },
  'key-used': { status: 422, title: 'The idempotency key belongs to another request' },
  'too-many-requests': { status: 429, title: 'Too many requests' },
  internal: { status: 500, title: 'Kedge failed' },
  unavailable: { status: 503, title: 'Kedge cannot do this right now' },
} as const;

export type ProblemKind = keyof typeof PROBLEMS;

/** One thing that is wrong with a request. */
const RequestFault = z.object({
  in: z.string().openapi({ example: 'json' }),
  at: z.string().openapi({ example: 'reason' }),
  problem: z.string(),
});

/** RFC 9457. `next` says what to do. */
export const Problem = z
  .object({
    type: z.string().openapi({ example: '/docs#not-found' }),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    instance: z.string().openapi({ example: 'urn:kedge:request:5f0c7c1e' }),
    next: z.string().optional(),
    errors: z.array(RequestFault).readonly().optional(),
  })
  .openapi('Problem');
export type Problem = z.infer<typeof Problem>;

interface More {
  /** What to do about it. */
  readonly next?: string;
  readonly errors?: readonly z.infer<typeof RequestFault>[];
  readonly headers?: Readonly<Record<string, string>>;
}

type StatusOf<Kind extends ProblemKind> = (typeof PROBLEMS)[Kind]['status'];

export const PROBLEM_TYPE = 'application/problem+json';

/** An answer that says what could not be done, why, and what to do next. */
export function problem<Kind extends ProblemKind>(
  context: HttpContext,
  kind: Kind,
  detail: string,
  { next, errors, headers = {} }: More = {},
): Response & TypedResponse<Problem, StatusOf<Kind>, 'json'> {
  const { status, title } = PROBLEMS[kind];
  const body: Problem = {
    type: `/docs#${kind}`,
    title,
    status,
    detail,
    instance: `urn:kedge:request:${context.get('requestId')}`,
    ...(next !== undefined && { next }),
    ...(errors !== undefined && { errors }),
  };
  return context.json(body, status as StatusOf<Kind>, {
    ...headers,
    'Content-Type': PROBLEM_TYPE,
    'Cache-Control': 'no-store',
  }) as Response & TypedResponse<Problem, StatusOf<Kind>, 'json'>;
}
