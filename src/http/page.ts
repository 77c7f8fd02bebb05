import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { OpenAPIHono } from '@hono/zod-openapi';
import { serveStatic } from '@hono/node-server/serve-static';
import type { HttpContext, HttpEnv } from './env.ts';

/** Not the page's: what is not found there is not found. */
const NOT_PAGE = /^\/(?:api|hooks|auth|assets|sign-in\/once|openapi\.json|metrics)(?:\/|$)/;

/** The page as Vite built it: files whose names hold their digest, and one document for every place in it. */
export function servePage(app: OpenAPIHono<HttpEnv>, folder: string): void {
  app.get(
    '/assets/*',
    serveStatic({
      root: folder,
      precompressed: true,
      onFound: (_, context) => context.header('Cache-Control', 'public, max-age=31536000, immutable'),
    }),
  );
  app.get('*', async (context, next) => {
    if (NOT_PAGE.test(context.req.path)) return next();
    if (/\.[a-z0-9]+$/i.test(context.req.path)) return serveStatic<HttpEnv>({ root: folder })(context, next);
    return document(context, folder);
  });
}

async function document(context: HttpContext, folder: string): Promise<Response> {
  const html = await readFile(join(folder, 'index.html'), 'utf8');
  return context.html(html, 200, {
    'Cache-Control': 'no-store',
  });
}
