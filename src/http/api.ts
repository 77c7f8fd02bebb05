import { createHash } from 'node:crypto';
import type { OpenAPIHono } from '@hono/zod-openapi';
import type { MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { etag } from 'hono/etag';
import type { HttpDependencies } from './dependencies.ts';
import type { HttpEnv } from './env.ts';
import { createGuard } from './guard.ts';
import { createIdempotency } from './idempotency.ts';
import { problem } from './problem.ts';
import { accessOf, type RouteAccess } from './route-access.ts';
import { createWriteAudit } from './write-audit.ts';

/** What an area of the server registers its routes with. */
export interface Api {
  /**
   * As `OpenAPIHono.openapi`, with everything before the handler that the entry of the route in `route-access.ts` asks
   * for: who may use it, where a write may come from, how large it is, its idempotency key, its audit entry.
   */
  readonly route: OpenAPIHono<HttpEnv>['openapi'];
}

/** Registers the routes of one area, such as decisions. */
export type Area = (api: Api) => void;

type Middleware = MiddlewareHandler<HttpEnv>;

export function createApi(app: OpenAPIHono<HttpEnv>, deps: HttpDependencies): Api {
  const guard = createGuard(deps);
  const idempotency = createIdempotency(deps);
  const writeAudit = createWriteAudit(deps);
  const before = (route: Route): readonly Middleware[] => {
    const access = accessOf(route.method, route.path);
    const write = access.audit !== null;
    return [
      named(route.path),
      sizeLimit(access),
      guard(access),
      ...(write ? [idempotency, writeAudit(access)] : []),
      ...(answersJson(route) && !write ? [tagged, revalidated] : []),
    ];
  };
  const register = app.openapi as unknown as (route: Route, ...rest: readonly unknown[]) => unknown;
  const route = (definition: Route, ...rest: readonly unknown[]): unknown =>
    register(
      { ...definition, middleware: [...before(definition), ...asList(definition.middleware)] },
      ...rest,
    );
  return { route: route as unknown as Api['route'] };
}

/** Another thread takes longer to be asked than a digest of a page takes. */
const tagged = etag({
  weak: true,
  generateDigest: (body) => Uint8Array.from(createHash('sha1').update(body).digest()).buffer,
});

/** What is used of a route's definition. */
export interface Route {
  readonly method: string;
  readonly path: string;
  readonly middleware?: Middleware | readonly Middleware[];
  readonly responses: Readonly<Record<string, { readonly content?: object }>>;
}

const asList = <T>(value: T | readonly T[] | undefined): readonly T[] =>
  value === undefined ? [] : ([value].flat() as readonly T[]);

const answersJson = ({ responses }: Route): boolean =>
  Object.hasOwn(responses[200]?.content ?? {}, 'application/json');

const named =
  (path: string): Middleware =>
  async (context, next) => {
    context.set('route', path);
    await next();
  };

const sizeLimit = ({ bodyBytes }: RouteAccess): Middleware =>
  bodyLimit({
    maxSize: bodyBytes,
    onError: (context) =>
      problem(context, 'too-large', `The request is larger than ${bodyBytes} bytes.`, {
        // The rest of it is not read, so nothing else can come over this connection.
        headers: { Connection: 'close' },
      }),
  });

/** A browser asks each time, and hears with a few bytes that nothing has changed. */
const revalidated: Middleware = async (context, next) => {
  await next();
  if (context.res.ok) context.header('Cache-Control', 'private, no-cache');
};
