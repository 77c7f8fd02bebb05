import type { MiddlewareHandler } from 'hono';
import type { HttpDependencies } from './dependencies.ts';
import { actorOf, type HttpEnv } from './env.ts';
import type { RouteAccess } from './route-access.ts';

/** The audit entry of a write that does not write its own. */
export function createWriteAudit({
  audit,
  clock,
}: HttpDependencies): (access: RouteAccess) => MiddlewareHandler<HttpEnv> {
  return ({ audit: action }) =>
    async (context, next) => {
      await next();
      if (action === null || action === 'own' || context.res.status >= 400) return;
      await audit.append({
        at: clock.now().toISOString(),
        actor: actorOf(context),
        action,
        subject: Object.values(context.req.param()).join('/') || (context.get('route') ?? ''),
        details: { request: context.get('requestId'), status: context.res.status },
      });
    };
}
