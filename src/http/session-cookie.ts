import type { CookieOptions } from 'hono/utils/cookie';
import type { HttpPlace } from './dependencies.ts';
import type { HttpContext } from './env.ts';

/**
 * `__Host-` binds the cookie to this host and to https. On loopback there is no https, and other programs of this machine
 * listen on other ports of the same host, so the name holds ours.
 */
export function sessionCookie(
  context: HttpContext,
  { publicUrl }: HttpPlace,
): { readonly name: string; readonly options: CookieOptions } {
  const secure = publicUrl?.startsWith('https:') ?? false;
  const port = new URL(context.req.url).port;
  return {
    name: secure ? '__Host-kedge' : `kedge-${port}`,
    options: { httpOnly: true, sameSite: 'Lax', path: '/', secure },
  };
}
