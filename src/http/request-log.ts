import type { MiddlewareHandler } from 'hono';
import type { HttpDependencies } from './dependencies.ts';
import type { HttpEnv } from './env.ts';

/** One line for each request. No path, no query, no header, no body: any of them may hold a secret. */
export function requestLog({ log, clock }: HttpDependencies): MiddlewareHandler<HttpEnv> {
  return async (context, next) => {
    const began = clock.now().getTime();
    await next();
    log.info(
      {
        request: context.get('requestId'),
        method: context.req.method,
        route: context.get('route') ?? null,
        status: context.res.status,
        duration_ms: clock.now().getTime() - began,
        person: context.get('caller')?.person ?? null,
      },
      'answered',
    );
  };
}
