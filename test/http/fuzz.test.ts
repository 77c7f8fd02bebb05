import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startHttp, type RunningHttp } from '#compose-http';
import { openServer, type ServerParts } from '#compose-server';
import type { ApiDocument } from '#http/docs/docs-page.ts';
import { ROUTE_ACCESS } from '#http/route-access.ts';
import { hostileRequest, operationsOf, type HostileRequest } from './hostile-requests.ts';

const CANARIES = {
  environment: 'canary-Env-4f9Kq2Lw8Zr1',
  password: 'canary-Password-7Hq2Lw8Z',
  database: 'canary-Person-9Xr3Tt5Vb2',
} as const;

/** Streams that never end by themselves. */
const ENDLESS = /\/events$/;
/** It hangs when it takes longer; a busy machine may take long. */
const PATIENCE_MS = 30_000;
const RUNS = 40;

describe('the whole server, asked by somebody hostile who may everything', () => {
  let folder: string;
  let parts: ServerParts;
  let http: RunningHttp;
  let token: string;
  let other: string;
  let document: ApiDocument;
  const logged: string[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kedge-fuzz-'));
    const log = pino({ level: 'debug' }, { write: (line: string) => logged.push(line) });
    const env = { ...process.env, DATABASE_URL: '', KEDGE_SECRET_CANARY: CANARIES.environment };
    const opened = await openServer({ env, data: folder, command: 'test', log });
    if ('refused' in opened) throw new Error(opened.refused);
    ({ parts } = opened);
    const started = await startHttp(parts, {
      host: '127.0.0.1',
      port: 0,
      version: '0',
      demo: false,
      page: () => Promise.resolve(null),
    });
    if ('refused' in started) throw new Error(started.refused);
    ({ http } = started);
    const cookie = await signedIn(await http.signInLink({ name: 'Root', email: 'root@example.com' }));
    const { csrf } = (await (await fetch(`${http.url}/api/v1/me`, { headers: { cookie } })).json()) as {
      csrf: string;
    };
    const write = async (path: string, body: unknown): Promise<Record<string, unknown>> => {
      const headers = { cookie, 'x-kedge-csrf': csrf, 'content-type': 'application/json' };
      const answer = await fetch(`${http.url}${path}`, {
        method: 'POST',
        headers,
        body: JSON.stringify(body),
      });
      return (await answer.json()) as Record<string, unknown>;
    };
    const scopes = ['read', 'scan', 'decide', 'approve', 'fix', 'manage'];
    token = String((await write('/api/v1/tokens', { name: 'fuzz', scopes }))['secret']);
    const person = { name: 'Ana', email: 'ana@example.com', password: CANARIES.password };
    other = String((await write('/api/v1/people', person))['id']);
    document = (await (await fetch(`${http.url}/openapi.json`)).json()) as ApiDocument;
  }, 300_000);

  afterAll(async () => {
    await http.stop();
    await parts.close();
    await rm(folder, { recursive: true, force: true });
  });

  const ask = async (method: string, { path, headers, body }: HostileRequest, as: string | null) => {
    const answer = await fetch(`${http.url}${path}`, {
      method,
      redirect: 'manual',
      headers: { ...headers, ...(as !== null && { authorization: `Bearer ${as}` }) },
      body: method === 'GET' ? null : body,
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    if (ENDLESS.test(new URL(answer.url).pathname) && answer.ok) await answer.body?.cancel();
    return { answer, text: answer.bodyUsed ? '' : await answer.text() };
  };

  const routes = Object.keys(ROUTE_ACCESS).map((key) => ({ key }));
  it.each(routes)(
    '$key neither fails nor hangs, and tells no secret',
    async ({ key }) => {
      const operation = operationsOf(document).find(({ method, path }) => `${method} ${path}` === key);
      if (operation === undefined) throw new Error(`${key} is in the table of routes and not served.`);
      await fc.assert(
        fc.asyncProperty(
          hostileRequest(operation, document, [other, 'shop']),
          fc.nat(5),
          async (request, who) => {
            const { answer, text } = await ask(operation.method, request, who === 0 ? null : token);
            expect(faultOf(answer, text)).toBeNull();
            for (const canary of [...Object.values(CANARIES), token]) expect(text).not.toContain(canary);
          },
        ),
        { numRuns: RUNS, endOnFailure: true },
      );
    },
    120_000,
  );

  it('has written no secret into its log, and still works', async () => {
    for (const canary of [...Object.values(CANARIES), token]) expect(logged.join('')).not.toContain(canary);
    expect(logged.join('')).not.toContain('"level":50');
    const me = await fetch(`${http.url}/api/v1/me`, { headers: { authorization: `Bearer ${token}` } });
    expect(me.status).toBe(200);
  });
});

async function signedIn(link: string): Promise<string> {
  const answer = await fetch(link, { redirect: 'manual' });
  return (answer.headers.getSetCookie()[0] ?? '').split(';')[0] ?? '';
}

/** What is wrong with an answer, whatever was asked; null: nothing. */
function faultOf({ status, headers }: Response, text: string): string | null {
  // Node's own, before anything of ours is asked: what is no HTTP, and a head that is too long.
  if (!headers.has('x-request-id'))
    return status === 400 || status === 431 ? null : `${status} without a name`;
  // No worker runs here, and the server says so.
  const notReady = status === 503 && text.includes('worker: none has been heard of');
  if (status >= 500 && !notReady) return `${status}: ${text}`;
  const type = headers.get('content-type');
  return status >= 400 && type !== 'application/problem+json' ? `${status} as ${type}` : null;
}
