import type { HttpPlace } from './dependencies.ts';
import type { HttpContext } from './env.ts';

/** Where browsers reach us, such as `https://kedge.example`. */
export const ownOrigin = (context: HttpContext, { publicUrl }: HttpPlace): string =>
  publicUrl === null ? new URL(context.req.url).origin : new URL(publicUrl).origin;
