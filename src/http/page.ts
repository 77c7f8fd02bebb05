import { join } from 'node:path';
import type { OpenAPIHono } from '@hono/zod-openapi';
import { serveStatic } from '@hono/node-server/serve-static';
import type { MiddlewareHandler } from 'hono';
import type { HttpEnv } from './env.ts';

/** Not the page's: what is not found there is not found. */
const NOT_PAGE = /^\/(?:api|hooks|auth|assets|sign-in\/once|openapi\.json|metrics)(?:\/|$)/;

/** Files beside the document whose names hold no digest, so they are asked for each time. */
const FILES: ReadonlySet<string> = new Set(['/scheme.js', '/icon.svg']);

const FOR_EVER = 'public, max-age=31536000, immutable';

/**
 * The page as Vite built it: files whose names hold their digest, and one document for every place in it. A place may
 * end like a file, as a stack named `app.v2` does, so only what is known to be a file is one.
 */
export function servePage(app: OpenAPIHono<HttpEnv>, folder: string): void {
  app.get('/assets/*', cached(FOR_EVER), serveStatic<HttpEnv>({ root: folder, precompressed: true }));
  const file = serveStatic<HttpEnv>({ root: folder, precompressed: true });
  const document = serveStatic<HttpEnv>({ path: join(folder, 'index.html'), precompressed: true });
  app.get('*', async (context, next) => {
    const { path } = context.req;
    if (NOT_PAGE.test(path)) return next();
    const answer = await (FILES.has(path) ? file : document)(context, next);
    answer?.headers.set('Cache-Control', 'no-cache');
    return answer;
  });
}

/** Once the file is found: what is missing must not be remembered as missing. */
const cached =
  (how: string): MiddlewareHandler<HttpEnv> =>
  async (context, next) => {
    await next();
    if (context.res.ok) context.header('Cache-Control', how);
  };
