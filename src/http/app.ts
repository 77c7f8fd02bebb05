import { randomBytes } from 'node:crypto';
import { OpenAPIHono } from '@hono/zod-openapi';
import { HTTPException } from 'hono/http-exception';
import { methodNotAllowed } from 'hono/method-not-allowed';
import { createApi } from './api.ts';
import type { HttpDependencies } from './dependencies.ts';
import { docsArea } from './docs/docs-area.ts';
import type { HttpContext, HttpEnv } from './env.ts';
import { faultsOf } from './faults.ts';
import { healthArea } from './health-area.ts';
import { hostCheck } from './host-check.ts';
import { servePage } from './page.ts';
import { problem } from './problem.ts';
import { requestLog } from './request-log.ts';
import { securityHeaders } from './security-headers.ts';
import { tracedRequests } from './trace.ts';

/** The server as a function from requests to answers; `compose-server.ts` gives it a socket. */
export function createApp(deps: HttpDependencies): OpenAPIHono<HttpEnv> {
  const app = new OpenAPIHono<HttpEnv>({
    defaultHook: (result, context) => {
      if (result.success) return;
      return problem(
        context,
        'invalid-request',
        'The request does not have the form that this route takes.',
        {
          errors: faultsOf(result.target, result.error),
          next: 'The docs page shows the form: /docs',
        },
      );
    },
  });
  app.use(async (context, next) => {
    context.set('requestId', requestId(context.req.header('x-request-id')));
    await next();
    // Afterwards: an answer that nothing has changed (304) loses what was set before.
    context.header('X-Request-Id', context.get('requestId'));
  });
  app.use(tracedRequests());
  app.use(requestLog(deps));
  app.use(securityHeaders(deps.place));
  app.use(hostCheck(deps.place));
  app.use(
    methodNotAllowed({
      app,
      onMethodNotAllowed: (context, methods) =>
        problem(context, 'method-not-allowed', `${context.req.method} is not possible here.`, {
          headers: { Allow: methods.join(', ') },
        }),
    }),
  );
  const api = createApi(app, deps);
  for (const area of [healthArea(deps), docsArea(app, deps), ...deps.areas]) area(api);
  if (deps.page !== null) servePage(app, deps.page);
  app.notFound((context) =>
    problem(context, 'not-found', `There is nothing at ${context.req.path.slice(0, 200)}.`, {
      next: 'The docs page lists every route: /docs',
    }),
  );
  app.onError((error, context) => failed(error, context, deps));
  return app;
}

const REQUEST_ID = /^[\w-]{8,64}$/;

/** One that a proxy gave may stay, so that its log and ours fit together. */
const requestId = (given: string | undefined): string =>
  given !== undefined && REQUEST_ID.test(given) ? given : randomBytes(8).toString('hex');

function failed(error: Error, context: HttpContext, { log }: HttpDependencies): Response {
  if (error instanceof HTTPException) {
    if (error.status === 415) {
      return problem(context, 'not-json', 'The body has to be sent as `Content-Type: application/json`.');
    }
    if (error.status < 500)
      return problem(context, 'invalid-request', error.message || 'The request cannot be read.');
  }
  log.error({ err: error, request: context.get('requestId'), route: context.get('route') }, 'request failed');
  // What an unexpected error says was written for nobody, and may quote anything.
  return problem(
    context,
    'internal',
    'Something went wrong that should not. It is in the log of the server.',
    {
      next: `Look there for ${context.get('requestId')}.`,
    },
  );
}
