import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync } from 'node:zlib';
import { OpenAPIHono } from '@hono/zod-openapi';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HttpEnv } from '#http/env.ts';
import { servePage } from '#http/page.ts';

const DOCUMENT = '<!doctype html><title>Kedge</title>';

describe('the page over HTTP', () => {
  let folder: string;
  let app: OpenAPIHono<HttpEnv>;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'kedge-page-'));
    mkdirSync(join(folder, 'assets'));
    writeFileSync(join(folder, 'index.html'), DOCUMENT);
    writeFileSync(join(folder, 'index.html.br'), brotliCompressSync(DOCUMENT));
    writeFileSync(join(folder, 'scheme.js'), '// scheme');
    writeFileSync(join(folder, 'made-of'), 'a digest');
    writeFileSync(join(folder, 'assets', 'index-abc.js'), '// page');
    app = new OpenAPIHono<HttpEnv>();
    servePage(app, folder);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each([
    '/',
    '/drift',
    '/drift/shop/221c0e',
    '/stacks/shop/envs/app.v2',
    '/stacks/shop/envs%2Fprod.eu',
    '/made-of',
  ])('has its document at %s, asked for each time', async (path) => {
    const answer = await app.request(path);
    expect(answer.status).toBe(200);
    expect(await answer.text()).toBe(DOCUMENT);
    expect(answer.headers.get('content-type')).toContain('text/html');
    expect(answer.headers.get('cache-control')).toBe('no-cache');
  });

  it('keeps files with a digest in their names for ever', async () => {
    const answer = await app.request('/assets/index-abc.js');
    expect(await answer.text()).toBe('// page');
    expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  });

  it('asks each time for files without one', async () => {
    const answer = await app.request('/scheme.js');
    expect(answer.headers.get('content-type')).toContain('javascript');
    expect(answer.headers.get('cache-control')).toBe('no-cache');
  });

  it('sends what was compressed when it was built', async () => {
    const answer = await app.request('/', { headers: { 'accept-encoding': 'gzip, br' } });
    expect(answer.headers.get('content-encoding')).toBe('br');
    expect(brotliDecompressSync(Buffer.from(await answer.arrayBuffer())).toString()).toBe(DOCUMENT);
  });

  it.each(['/api/v1/nothing', '/assets/index-old.js', '/metrics', '/auth/nothing', '/hooks/git/x'])(
    'is not at %s: what is missing there is missing',
    async (path) => {
      expect((await app.request(path)).status).toBe(404);
    },
  );

  it.each(['/assets/../../secret', '/assets/%2e%2e/%2e%2e/etc/passwd', '/assets/..%2f..%2fsecret'])(
    'never leads out of its folder by %s',
    async (path) => {
      const answer = await app.request(path);
      expect(['404 Not Found', DOCUMENT]).toContain(await answer.text());
    },
  );
});
