import type { MiddlewareHandler } from 'hono';
import type { HttpDependencies } from './dependencies.ts';
import { actorOf, type HttpContext, type HttpEnv } from './env.ts';
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
      const { subject = subjectOf(context), details = {} } = context.get('audited') ?? {};
      await audit.append({
        at: clock.now().toISOString(),
        actor: actorOf(context),
        action,
        subject,
        details: { ...details, request: context.get('requestId'), status: context.res.status },
      });
    };
}

/** What the path names, in its order: `shop/live/prod`. */
function subjectOf(context: HttpContext): string {
  const route = context.get('route') ?? '';
  const names = [...route.matchAll(/\{([^}]+)\}/g)].map(([, name = '']) => context.req.param(name) ?? '');
  return names.length === 0 ? route : names.join('/');
}
