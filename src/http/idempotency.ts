import { createHash } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import type { NamedRequest, StoredAnswer } from '#ports/answered-requests.ts';
import type { HttpDependencies } from './dependencies.ts';
import type { HttpContext, HttpEnv } from './env.ts';
import { problem } from './problem.ts';

export const IDEMPOTENCY_HEADER = 'Idempotency-Key';

const KEY = /^[\x21-\x7e]{1,200}$/;

/** Answers with this header hold a secret that is shown once. */
export const SHOWN_ONCE = { 'Cache-Control': 'no-store, private' } as const;

/** A write that is sent again with the same key is answered as before, and not carried out again. */
export function createIdempotency({ answered, clock }: HttpDependencies): MiddlewareHandler<HttpEnv> {
  return async (context, next) => {
    const key = context.req.header(IDEMPOTENCY_HEADER);
    const person = context.get('caller')?.person;
    if (key === undefined || person === undefined) return next();
    if (!KEY.test(key)) {
      return problem(
        context,
        'invalid-request',
        `${IDEMPOTENCY_HEADER} is not 1 to 200 printable ASCII signs.`,
      );
    }
    const digest = await digestOf(context);
    const request: NamedRequest = { person, key, digest, at: clock.now().toISOString() };
    const claim = await answered.claim(request);
    if (claim.state === 'other') {
      return problem(context, 'key-used', 'The same key came with another request before.', {
        next: 'Take a new key for each thing that is to be done.',
      });
    }
    if (claim.state === 'running') {
      return problem(context, 'conflict', 'A request with this key is being carried out.', {
        next: 'Send it again in a moment.',
        headers: { 'Retry-After': '1' },
      });
    }
    if (claim.state === 'answered') return repeated(context, claim.answer);
    let kept = false;
    try {
      await next();
      // What was not carried out may be tried again with the same key.
      if (context.error === undefined && context.res.status < 400) {
        await answered.keep(request, await storable(context.res));
        kept = true;
      }
    } finally {
      if (!kept) await answered.release(request);
    }
  };
}

async function digestOf({ req }: HttpContext): Promise<string> {
  const { pathname, search } = new URL(req.url);
  return createHash('sha256')
    .update(`${req.method} ${pathname}${search}\n`)
    .update(await req.text())
    .digest('hex');
}

async function storable(response: Response): Promise<StoredAnswer> {
  const secret = response.headers.get('cache-control') === SHOWN_ONCE['Cache-Control'];
  const body = secret ? null : await response.clone().text();
  return { status: response.status, type: response.headers.get('content-type'), body };
}

function repeated(context: HttpContext, { status, type, body }: StoredAnswer): Response {
  if (body === null) {
    return problem(
      context,
      'conflict',
      'This was carried out before. Its answer held a secret that is shown once.',
      {
        next: 'Remove what was made and make it anew with a new key.',
      },
    );
  }
  const headers = { 'Idempotent-Replay': 'true', ...(type !== null && { 'Content-Type': type }) };
  return new Response(body === '' ? null : body, { status, headers });
}
