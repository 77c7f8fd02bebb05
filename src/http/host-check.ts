import type { MiddlewareHandler } from 'hono';
import type { HttpPlace } from './dependencies.ts';
import type { HttpEnv } from './env.ts';
import { problem } from './problem.ts';

/** Probes ask by the address of a container. They tell nothing. */
const FOR_PROBES: ReadonlySet<string> = new Set(['/healthz', '/readyz']);

/** Keeps a page whose name was turned to our address (DNS rebinding) from talking to us as its own origin. */
export function hostCheck({ hosts, publicUrl }: HttpPlace): MiddlewareHandler<HttpEnv> {
  const names =
    hosts === null ? null : new Set([...hosts, ...(publicUrl === null ? [] : [new URL(publicUrl).host])]);
  return async (context, next) => {
    const host = context.req.header('host') ?? new URL(context.req.url).host;
    if (names === null || names.has(host.toLowerCase()) || FOR_PROBES.has(context.req.path)) return next();
    return problem(context, 'wrong-host', 'The server does not answer under the name in the Host header.', {
      next: `Use ${[...names].join(' or ')}, or give its own in KEDGE_PUBLIC_URL.`,
    });
  };
}
