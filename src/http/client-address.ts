import { isIP } from 'node:net';
import type { HttpContext } from './env.ts';

/** The address from which a request came; `unknown` where nobody can tell. */
export function clientAddress(context: HttpContext, behindProxy: boolean): string {
  const socket = context.env?.incoming?.socket.remoteAddress ?? 'unknown';
  if (!behindProxy) return socket;
  // The last one is what the proxy itself saw; those before it were written by whoever asked.
  const seen = (context.req.header('x-forwarded-for') ?? '').split(',').at(-1)?.trim() ?? '';
  return isIP(seen) === 0 ? socket : seen;
}

const LOOPBACK = /^(?:127\.|::1$|::ffff:127\.)/;

/** A program of this machine asks, and no proxy passes somebody else's question on. */
export function asksFromHere(context: HttpContext): boolean {
  const forwarded = ['x-forwarded-for', 'forwarded', 'x-real-ip', 'via'].some(
    (name) => context.req.header(name) !== undefined,
  );
  return !forwarded && LOOPBACK.test(context.env?.incoming?.socket.remoteAddress ?? '');
}
