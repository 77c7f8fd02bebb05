import { request } from 'node:http';
import { createRoute, z } from '@hono/zod-openapi';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { onBothDatabases } from '#test/both-databases.ts';
import { pgliteForTest, type TestDatabase } from '#test/databases.ts';
import { httpServerForTest, type TestServer, type TestServerSettings } from '#test/http-server.ts';
import { answers, jsonBody } from '#http/answers.ts';
import type { Area } from '#http/api.ts';
import { callerOf } from '#http/env.ts';

const CANARY = 'canary-Pa55w0rd-in-an-error';
const ADMIN = [{ team: null, role: 'admin' }] as const;

/** Stands in for an area of the server: what is tested is what stands around it. */
function decisionsFor(carriedOut: string[]): Area {
  const decide = createRoute({
    method: 'post',
    path: '/api/v1/decisions',
    request: { body: jsonBody(z.object({ reason: z.string() })) },
    responses: answers(201, 'Decided.', z.object({ number: z.int() })),
  });
  const scan = createRoute({
    method: 'post',
    path: '/api/v1/stacks/{source}/{stack}/scan',
    request: { params: z.object({ source: z.string(), stack: z.string() }) },
    responses: answers(202, 'Asked.', z.object({ stack: z.string() })),
  });
  return ({ route }) => {
    route(decide, async (context) => {
      const { reason } = context.req.valid('json');
      if (reason === 'fail') throw new Error(`${CANARY} of ${callerOf(context).email}`);
      if (reason === 'slow') await new Promise((resolve) => setTimeout(resolve, 300));
      carriedOut.push(reason);
      return context.json({ number: carriedOut.length }, 201);
    });
    route(scan, (context) => context.json({ stack: context.req.valid('param').stack }, 202));
  };
}

describe('the server', () => {
  let database: TestDatabase;
  let server: TestServer;
  let token: string;
  const carriedOut: string[] = [];
  beforeAll(async () => {
    database = await pgliteForTest();
    server = await httpServerForTest({ database, areas: [decisionsFor(carriedOut)] });
    ({ token } = await server.person('Root', ADMIN));
  }, 300_000);
  afterAll(async () => {
    await server.close();
    await database.close();
  });

  const decide = (init: Parameters<TestServer['ask']>[1]) =>
    server.ask('/api/v1/decisions', { method: 'POST', as: token, ...init });
  const json = { 'content-type': 'application/json' };

  it.each([
    ['no JSON', 400, { body: '{', headers: json }],
    ['no body', 400, {}],
    [
      'a body of another kind',
      415,
      { body: 'reason=x', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
    ],
    [
      'what a form of another page can send',
      415,
      { body: '{"reason":"x"}', headers: { 'content-type': 'text/plain' } },
    ],
    ['something missing', 400, { json: {} }],
    ['something of another type', 400, { json: { reason: 1 } }],
    ['too much', 413, { json: { reason: 'x'.repeat(300_000) } }],
    ['what nobody foresaw', 500, { json: { reason: 'fail' } }],
    ['nobody known', 401, { json: { reason: 'x' }, as: 'kdg_wrong' }],
    ['another method', 405, { method: 'PUT' }],
  ] as const)('answers %s with %i, as a problem that says what to do', async (_, status, init) => {
    const answer = await decide(init);
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(await answer.json()).toMatchObject({
      type: expect.stringMatching(/^\/docs#[a-z-]+$/) as string,
      status,
      detail: expect.stringMatching(/\.$|JSON/) as string,
      instance: `urn:kedge:request:${answer.headers.get('x-request-id')}`,
    });
    expect(carriedOut).toStrictEqual([]);
  });

  it('keeps what an error says for its log', async () => {
    const said = await (await decide({ json: { reason: 'fail' } })).text();
    expect(said).not.toContain(CANARY);
    expect(server.logged()).toContain(CANARY);
    expect(server.logged()).not.toContain(token);
  });

  it('answers only what nobody should miss to a place that does not exist', async () => {
    for (const path of [
      '/api/v1/nothing',
      '/api/v1/decisions/',
      '/API/v1/decisions',
      '/../etc/passwd',
      '/%00',
    ]) {
      const answer = await server.ask(path);
      expect([404, 400]).toContain(answer.status);
      expect(answer.headers.get('content-type')).toBe('application/problem+json');
    }
  });

  it('lets a page load nothing from elsewhere, run nothing inline, and be framed by nobody', async () => {
    const { headers } = await server.ask('/healthz');
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('access-control-allow-origin')).toBeNull();
  });

  it('names a request as whoever asks has named it, when it is a name', async () => {
    const named = async (name: string) =>
      (await server.ask('/healthz', { headers: { 'x-request-id': name } })).headers.get('x-request-id');
    expect(await named('from-the-proxy-1')).toBe('from-the-proxy-1');
    expect(await named('a" b')).toMatch(/^[0-9a-f]{16}$/);
  });

  it('tells with a few bytes that nothing has changed', async () => {
    const first = await server.ask('/api/v1/people', { as: token });
    const tag = first.headers.get('etag') ?? '';
    expect(tag).toMatch(/^W\/"/);
    const again = await server.ask('/api/v1/people', { as: token, headers: { 'if-none-match': tag } });
    expect(again.status).toBe(304);
    await server.person('Someone', []);
    const later = await server.ask('/api/v1/people', { as: token, headers: { 'if-none-match': tag } });
    expect(later.status).toBe(200);
  });

  it('writes a write down when what carries it out does not do so itself', async () => {
    const answer = await server.ask('/api/v1/stacks/shop/live%2Fprod/scan', { method: 'POST', as: token });
    expect(await answer.json()).toStrictEqual({ stack: 'live/prod' });
    const [entry] = await database.run(
      `select actor, action, subject from kedge.audit_entry order by number desc limit 1`,
    );
    expect(entry).toStrictEqual({
      actor: 'Root <root@example.com>',
      action: 'stack.scan_asked',
      subject: 'shop/live/prod',
    });
  });

  it('describes every route of the table that it serves, as OpenAPI 3.1', async () => {
    const document = (await (await server.ask('/openapi.json')).json()) as Described;
    expect(document.openapi).toBe('3.1.0');
    expect(Object.keys(document.paths)).toContain('/api/v1/people/{id}');
    const operations = Object.values(document.paths).flatMap((methods) => Object.values(methods));
    expect(operations.filter(({ summary }) => summary === undefined)).toHaveLength(2);
  });
});

interface Described {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly summary?: string }>>>>;
}

describe('a server with limits and names', () => {
  let database: TestDatabase;
  const servers: TestServer[] = [];
  const start = async (more: TestServerSettings['more'] & object): Promise<TestServer> => {
    const server = await httpServerForTest({ database, more });
    servers.push(server);
    return server;
  };
  beforeAll(async () => {
    database = await pgliteForTest();
  }, 300_000);
  afterAll(async () => {
    await Promise.all(servers.map((server) => server.close()));
    await database.close();
  });

  it('slows down who asks too much, each for themselves', async () => {
    const slow = { perSecond: 0.1, burst: 3 };
    const server = await start({ rates: { known: slow, unknown: slow } });
    const [one, other] = [await server.person('One', []), await server.person('Other', [])];
    const asked = async (as: string) => (await server.ask('/api/v1/me', { as })).status;
    expect([await asked(one.token), await asked(one.token), await asked(one.token)]).toStrictEqual([
      200, 200, 200,
    ]);
    const answer = await server.ask('/api/v1/me', { as: one.token });
    expect(answer.status).toBe(429);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(5);
    expect(await asked(other.token)).toBe(200);
    // Guesses of tokens are an address', not a caller's.
    for (let tries = 0; tries < 3; tries += 1) expect(await asked(`kdg_${tries}`)).toBe(401);
    expect(await asked('kdg_x')).toBe(429);
    expect(await asked(other.token)).toBe(200);
  });

  it('answers under its own names alone, but to probes', async () => {
    const server = await start({
      place: { publicUrl: null, hosts: ['127.0.0.1:4747', 'localhost:4747'], behindProxy: false },
    });
    const status = async (path: string, host: string) => statusAs(new URL(path, server.url), host);
    expect(await status('/openapi.json', 'localhost:4747')).toBe(200);
    expect(await status('/openapi.json', 'rebound.example')).toBe(421);
    expect(await status('/openapi.json', 'localhost.evil.example:4747')).toBe(421);
    expect(await status('/healthz', '10.0.0.7')).toBe(200);
  });

  it('keeps its cookie to https and its own host where it is reached by https', async () => {
    const server = await start({
      place: { publicUrl: 'https://kedge.example', hosts: null, behindProxy: true },
    });
    await server.person('Ana', [], { password: 'correct-horse-battery' });
    const json = { email: 'ana@example.com', password: 'correct-horse-battery' };
    const answer = await server.ask('/api/v1/session', { method: 'POST', json });
    expect(answer.headers.getSetCookie()[0]).toMatch(
      /^__Host-kedge=[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    );
    expect(answer.headers.get('strict-transport-security')).toBe('max-age=31536000');
  });

  it('says that it is not ready when its database is gone or of another Kedge, and who asks may know no more', async () => {
    const other = await pgliteForTest();
    const server = await httpServerForTest({ database: other });
    servers.push(server);
    expect((await server.ask('/readyz')).status).toBe(200);
    await other.run(`insert into kedge.migration (name, timestamp) values ('9999-of-the-future', '')`);
    const newer = await server.ask('/readyz');
    expect(newer.status).toBe(503);
    expect(await newer.json()).toMatchObject({
      detail: expect.stringContaining('9999-of-the-future') as string,
    });
    await other.close();
    const gone = await server.ask('/readyz');
    expect(gone.status).toBe(503);
    expect(await gone.json()).toMatchObject({ detail: 'database: it cannot be reached.' });
    expect((await server.ask('/healthz')).status).toBe(200);
  });
});

/** `fetch` does not let one say another host. */
const statusAs = (url: URL, host: string): Promise<number> =>
  new Promise((resolve, reject) => {
    request(url, { headers: { host } }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    })
      .on('error', reject)
      .end();
  });

onBothDatabases('an idempotency key', (database) => {
  const serve = async () => {
    const carriedOut: string[] = [];
    const server = await httpServerForTest({ database: database(), areas: [decisionsFor(carriedOut)] });
    const [ana, ben] = [await server.person('Ana', ADMIN), await server.person('Ben', ADMIN)];
    const decide = (as: string, key: string, reason: string) =>
      server.ask('/api/v1/decisions', {
        method: 'POST',
        as,
        json: { reason },
        headers: { 'idempotency-key': key },
      });
    return { carriedOut, server, ana, ben, decide };
  };

  it('has a write carried out once, and its answer told again', async () => {
    const { carriedOut, server, ana, ben, decide } = await serve();
    const first = await decide(ana.token, 'k1', 'seen');
    const again = await decide(ana.token, 'k1', 'seen');
    expect([first.status, again.status]).toStrictEqual([201, 201]);
    expect(await again.json()).toStrictEqual(await first.json());
    expect(again.headers.get('idempotent-replay')).toBe('true');
    expect((await decide(ana.token, 'k1', 'other')).status).toBe(422);
    expect((await decide(ben.token, 'k1', 'other')).status).toBe(201);
    expect((await decide(ana.token, 'two words', 'x')).status).toBe(400);
    expect(carriedOut).toStrictEqual(['seen', 'other']);
    await server.close();
  });

  it('has it carried out once also when it comes many times at once', async () => {
    const { carriedOut, server, ana, decide } = await serve();
    const got = await Promise.all(Array.from({ length: 8 }, () => decide(ana.token, 'k', 'slow')));
    expect(carriedOut).toStrictEqual(['slow']);
    expect(got.filter(({ status }) => status === 201)).not.toHaveLength(0);
    expect(got.filter(({ status }) => status !== 201 && status !== 409)).toHaveLength(0);
    await server.close();
  });

  it('is free again after a failure, and keeps no secret that is shown once', async () => {
    const { carriedOut, server, ana, decide } = await serve();
    expect((await decide(ana.token, 'k', 'fail')).status).toBe(500);
    expect((await decide(ana.token, 'k', 'seen')).status).toBe(201);
    expect(carriedOut).toStrictEqual(['seen']);
    const kept = JSON.stringify(await database().run('select * from kedge.answered_request'));
    expect(kept).not.toContain('kdg_');
    await server.close();
  });
});
