import { timingSafeEqual } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { mayAtAll } from '#domain/fleet/caller.ts';
import { PERMISSIONS } from '#domain/fleet/permission.ts';
import { asksFromHere, clientAddress } from './client-address.ts';
import type { HttpDependencies } from './dependencies.ts';
import type { HttpContext, HttpEnv } from './env.ts';
import { problem } from './problem.ts';
import { createRateLimit } from './rate-limit.ts';
import { sessionCookie } from './session-cookie.ts';
import type { RouteAccess } from './route-access.ts';

export const CSRF_HEADER = 'X-Kedge-CSRF';

const BEARER = /^Bearer +(\S+)$/i;

type Refusal = Response | null;

/** Finds who asks, and stops what is not theirs to ask. */
export function createGuard(deps: HttpDependencies): (access: RouteAccess) => MiddlewareHandler<HttpEnv> {
  const { clock, rates, place } = deps;
  const known = createRateLimit(rates.known);
  const unknown = createRateLimit(rates.unknown);
  const paced = (context: HttpContext): Refusal => {
    const caller = context.get('caller');
    const now = clock.now().getTime();
    const wait =
      caller === undefined
        ? unknown(clientAddress(context, place.behindProxy), now)
        : known(caller.credential, now);
    if (wait === 0) return null;
    return problem(context, 'too-many-requests', 'More was asked than the server answers to one asker.', {
      next: `Wait ${wait} s.`,
      headers: { 'Retry-After': String(wait) },
    });
  };
  return (access) => async (context, next) => {
    const ownOrigin = access.audit === null ? null : foreignOrigin(context);
    if (ownOrigin !== null) return ownOrigin;
    await findCaller(context, deps);
    const refused = paced(context) ?? notPermitted(context, access) ?? forged(context, access);
    if (refused !== null) return refused;
    await next();
  };
}

/** A session in a cookie or a token; both at once would leave open who acts, so the token counts. */
async function findCaller(context: HttpContext, { callers, place }: HttpDependencies): Promise<void> {
  const [, token] = BEARER.exec(context.req.header('authorization') ?? '') ?? [];
  if (token !== undefined) {
    const caller = await callers.ofToken(token);
    if (caller !== null) context.set('caller', caller);
    return;
  }
  const { name, options } = sessionCookie(context, place);
  const secret = getCookie(context, name);
  const found = secret === undefined ? null : await callers.ofSession(secret);
  if (found === null) return;
  context.set('caller', found.caller);
  context.set('csrf', found.csrf);
  if (found.renewed !== null) setCookie(context, name, found.renewed, options);
}

function notPermitted(context: HttpContext, { needs, openOnLoopback }: RouteAccess): Refusal {
  if (needs === 'anyone' || (openOnLoopback && asksFromHere(context))) return null;
  const caller = context.get('caller');
  if (caller === undefined) {
    return problem(
      context,
      'not-signed-in',
      'This needs somebody who is signed in, or an API token that is valid.',
      {
        next: 'Sign in, or send `Authorization: Bearer kdg_...`.',
        headers: { 'WWW-Authenticate': 'Bearer realm="kedge"' },
      },
    );
  }
  if (needs === 'caller' || mayAtAll(caller, needs)) return null;
  const { role, reach, scope, meaning } = PERMISSIONS[needs];
  const where = reach === 'server' ? 'for all teams' : 'for a team';
  const token = caller.way === 'token' ? `, and a token with the scope ${scope}` : '';
  return problem(context, 'forbidden', `It takes the role ${role} ${where}${token} to ${meaning}.`, {
    next: 'Ask an admin for the role.',
  });
}

/** A page elsewhere can make a browser send our cookie; it cannot read what our page reads. */
function forged(context: HttpContext, { audit }: RouteAccess): Refusal {
  const csrf = context.get('csrf');
  if (audit === null || csrf === undefined) return null;
  if (sameSecret(context.req.header(CSRF_HEADER) ?? '', csrf)) return null;
  return problem(context, 'forbidden', `A write with a session needs the header ${CSRF_HEADER}.`, {
    next: 'Read `csrf` of GET /api/v1/me and send it.',
  });
}

/** Browsers tell where a request was made; programs tell nothing. */
function foreignOrigin(context: HttpContext): Refusal {
  const site = context.req.header('sec-fetch-site');
  const origin = context.req.header('origin');
  const ours = site === undefined || site === 'same-origin' || site === 'none';
  if (ours && (origin === undefined || URL.parse(origin)?.host === context.req.header('host'))) return null;
  return problem(context, 'forbidden', 'The request was made by a page of another origin.');
}

function sameSecret(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}
