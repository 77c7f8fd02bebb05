import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { kedgeHere } from './kedge-here.ts';

/** Glued: scanners for secrets must not take the canary for a leak. */
const CANARY = ['kdg', 'cAn4rYq7Zt2LmXw8RbYc5Nd7HsJf4GpT'].join('_');
const MARK = CANARY.slice(4);

type Answer = (request: IncomingMessage, response: ServerResponse, body: string) => void;

interface Stand {
  readonly url: string;
  readonly asked: {
    readonly method: string;
    readonly url: string;
    readonly headers: IncomingMessage['headers'];
  }[];
}

/** Something that answers on a port, and is no Kedge of ours: what a strange or newer server may do. */
async function standIn(answer: Answer): Promise<Stand> {
  const asked: Stand['asked'] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      asked.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers });
      answer(request, response, body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

const json = (response: ServerResponse, status: number, value: unknown, type = 'application/json'): void => {
  response.writeHead(status, { 'content-type': type }).end(JSON.stringify(value));
};
const problem = (response: ServerResponse, status: number, detail: string, headers = {}): void => {
  response.writeHead(status, { 'content-type': 'application/problem+json', ...headers });
  response.end(
    JSON.stringify({ type: '/docs#x', title: 't', status, detail, instance: 'urn:kedge:request:r1' }),
  );
};
const ME = {
  name: 'Ada',
  email: 'ada@example.com',
  grants: [{ team: 'web', role: 'viewer', since: 'a newer server says more' }],
  server: { version: '9.9.9', demo: false, more: 1 },
};
const PAGE = { items: [], next: null, total: 0, total_is: 'exact', more: true };

/** Answers as a server does whose fleet is empty, but for what a test is about. */
const empty =
  (own: (path: string, response: ServerResponse, request: IncomingMessage) => boolean): Answer =>
  (request, response) => {
    const path = new URL(request.url ?? '', 'http://x').pathname.replace('/api/v1', '');
    if (own(path, response, request)) return;
    json(
      response,
      200,
      path === '/me'
        ? ME
        : path === '/drift/groups'
          ? { counted_at: '2026-01-01T00:00:00Z', items: [] }
          : PAGE,
    );
  };

const kedge = async (url: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) => {
  const run = await kedgeHere(args, { env: { KEDGE_SERVER: url, KEDGE_TOKEN: CANARY, ...env } });
  expect(run.stdout + run.stderr).not.toContain(MARK);
  return run;
};

/** Of a port that nobody listens on any more. */
async function closedAddress(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return `http://127.0.0.1:${port}`;
}

describe('asking a server', () => {
  it('lets a newer server say more than this Kedge knows', async () => {
    const { url, asked } = await standIn(
      empty((path, response) => {
        if (path !== '/drift/groups') return false;
        json(response, 200, { counted_at: '2026-01-01T00:00:00Z', items: [], more: {} });
        return true;
      }),
    );
    const { stdout, stderr, exitCode } = await kedge(url, ['drift']);
    expect([stderr, exitCode]).toEqual(['', 0]);
    expect(stdout).toContain('No scan has been remembered yet, so nothing is known.');
    expect(asked.every(({ headers }) => headers.authorization === `Bearer ${CANARY}`)).toBe(true);
  });

  it('says which part of an answer is missing, and both versions', async () => {
    const { url } = await standIn(
      empty((path, response) => {
        if (path !== '/stacks') return false;
        json(response, 200, { items: [{ source: 'shop' }], next: null, total: 1, total_is: 'exact' });
        return true;
      }),
    );
    const { stderr, exitCode } = await kedge(url, ['drift']);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/cannot read \((counted_at|items\.0\.stack)/);
    expect(stderr).toContain('It is version 9.9.9, and this is 0.0.0-test: use the same.');
  });

  it('tells what is not Kedge, what nobody listens on and what has no name', async () => {
    const page = await standIn((_request, response) => void response.end('<html>hello</html>'));
    expect((await kedge(page.url, ['drift'])).stderr).toContain('is not Kedge');
    const other = await standIn((_request, response) => json(response, 404, { error: 'no' }));
    expect((await kedge(other.url, ['drift'])).stderr).toContain('is not Kedge (404 to /api/v1/me)');
    const gone = await kedge(await closedAddress(), ['drift']);
    expect([gone.exitCode, gone.stderr]).toEqual([1, expect.stringContaining('nothing listens there')]);
    expect((await kedge('https://kedge.invalid', ['drift'])).stderr).toMatch(
      /no host of that name|looked up/,
    );
    expect((await kedge('kedge', ['drift'])).stderr).toContain('"kedge" is no address of a server');
  });

  it('carries the token to no other address, and says where it was led', async () => {
    const thief = await standIn((_request, response) => json(response, 200, ME));
    for (const status of [301, 302, 307, 308]) {
      const { url } = await standIn((_request, response) => {
        response.writeHead(status, { location: `${thief.url}/api/v1/me` }).end();
      });
      const { stderr, exitCode } = await kedge(url, ['drift']);
      expect([status, exitCode, stderr]).toEqual([
        status,
        1,
        expect.stringContaining(`leads on to ${thief.url}`),
      ]);
    }
    expect(thief.asked).toEqual([]);
  });

  it('prints no token that a server sends back, in an answer, a problem or a stream', async () => {
    const echo = await standIn((request, response) =>
      problem(response, 500, `You sent ${request.headers.authorization ?? ''}`, { 'retry-after': '99' }),
    );
    expect((await kedge(echo.url, ['drift'])).stderr).toContain('You sent Bearer (the token)');
    const named = await standIn(
      empty((path, response) => {
        if (path !== '/sources') return false;
        json(response, 200, {
          ...PAGE,
          items: [
            {
              name: 'shop',
              kind: 'folder',
              folder: CANARY,
              subfolder: '',
              team: null,
              channel: null,
              synced: null,
            },
          ],
        });
        return true;
      }),
    );
    expect((await kedge(named.url, ['source', 'list'])).stdout).toContain('(the token)');
  });

  it('sends no token over plain http beyond this machine unless it is told so, and warns then', async () => {
    const refused = await kedge('http://kedge.invalid', ['drift']);
    expect([refused.exitCode, refused.stderr]).toEqual([
      1,
      expect.stringContaining('is plain http to another machine'),
    ]);
    const told = await kedge('http://kedge.invalid', ['drift', '--plaintext']);
    expect(told.stderr).toContain('Warning: http://kedge.invalid is plain http');
  });

  it('repeats no password of an address', async () => {
    for (const address of [`https://ada:${MARK}@kedge.example`, `ada:${MARK}@kedge.example`]) {
      expect((await kedge(address, ['drift'])).exitCode).toBe(1);
    }
  });

  it('sends only what looks like a token, and says how to make one', async () => {
    const { url, asked } = await standIn(empty(() => false));
    const none = await kedgeHere(['drift'], { env: { KEDGE_SERVER: url } });
    expect(none.stderr).toContain(
      `Make one at ${url}/settings/tokens, and give it in KEDGE_TOKEN or with --token-file.`,
    );
    const other = await kedgeHere(['drift'], { env: { KEDGE_SERVER: url, KEDGE_TOKEN: `ghp_${MARK}` } });
    expect(other.stderr).toContain('is no token of Kedge');
    expect(other.stderr).not.toContain(MARK);
    expect((await kedge(url, ['drift', '--token-file', 'nowhere'])).stderr).toContain(
      'Cannot read the token of',
    );
    expect(asked).toEqual([]);
  });

  it('says of a token that is not known where to make another', async () => {
    const { url } = await standIn((_request, response) => problem(response, 401, 'no'));
    expect((await kedge(url, ['drift'])).stderr).toContain('does not know this token');
  });

  it('asks again what passes by itself, and not what does not', async () => {
    let left = 2;
    const busy = await standIn(
      empty((path, response) => {
        if (path !== '/stacks' || left === 0) return false;
        left -= 1;
        if (left === 1) problem(response, 429, 'Slowly.', { 'retry-after': '1' });
        else response.socket?.destroy();
        return true;
      }),
    );
    expect((await kedge(busy.url, ['drift', '--json'])).stderr).not.toContain('Slowly');
    expect(left).toBe(0);
    const broken = await standIn(
      empty((path, response) => {
        if (path !== '/stacks') return false;
        problem(response, 500, 'Something went wrong.');
        return true;
      }),
    );
    const { stderr, exitCode } = await kedge(broken.url, ['drift']);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('Its log names the request as r1.');
    expect(broken.asked.filter((each) => each.url.includes('/stacks'))).toHaveLength(1);
  });

  it('carries one key through all tries of a write, and another through the next one', async () => {
    let tries = 0;
    const { url, asked } = await standIn(
      empty((_path, response, request) => {
        if (request.method !== 'DELETE') return false;
        tries += 1;
        if (tries < 3) response.socket?.destroy();
        else response.writeHead(204).end();
        return true;
      }),
    );
    expect((await kedge(url, ['source', 'remove', 'lab'])).exitCode).toBe(0);
    expect((await kedge(url, ['source', 'remove', 'lab'])).exitCode).toBe(0);
    const keys = asked.flatMap(({ method, headers }) =>
      method === 'DELETE' ? [headers['idempotency-key']] : [],
    );
    expect(keys).toHaveLength(4);
    expect(new Set(keys).size).toBe(2);
    expect(new Set(keys.slice(0, 3)).size).toBe(1);
  });

  it('goes on behind the last line when a stream is cut, and asks how the job stands', async () => {
    const streams: (string | undefined)[] = [];
    const job = (state: string) => ({
      id: 'j1',
      task: 'scan-stack',
      state,
      source: 'shop',
      stack: 'net',
      requested_by: null,
      created_at: '2026-01-01T00:00:00Z',
      start_after: null,
      started_at: null,
      ended_at: null,
      attempt: 1,
      progress: null,
      outcome: state === 'done' ? 'in sync' : null,
      lines: [],
      preview: null,
      result: null,
    });
    let over = false;
    const line = (number: number): string =>
      `id: ${number}\nevent: line\ndata: ${JSON.stringify({ kind: 'line', number, at: '2026-01-01T00:00:00Z', text: `line ${number} ${number === 2 ? CANARY : ''}` })}\n\n`;
    const { url } = await standIn(
      empty((path, response, request) => {
        if (path === '/jobs/j1') {
          json(response, 200, job(over ? 'done' : 'running'));
          return true;
        }
        if (path !== '/jobs/j1/events') return false;
        const last = request.headers['last-event-id'];
        streams.push(typeof last === 'string' ? last : undefined);
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        const from = Number(last ?? 0);
        if (from < 2) {
          response.write(': alive\n\nevent: newer\ndata: {"kind":"newer"}\n\n');
          response.write(line(from + 1).slice(0, 20));
          response.write(line(from + 1).slice(20), () => response.socket?.destroy());
        } else {
          over = true;
          response.end(
            `${line(3)}event: state\ndata: {"kind":"state","state":"done","outcome":"in sync"}\n\n`,
          );
        }
        return true;
      }),
    );
    const { stdout, stderr, exitCode } = await kedge(url, ['job', 'follow', 'j1']);
    expect([stderr, exitCode]).toEqual(['', 0]);
    expect(stdout).toBe('line 1 \nline 2 (the token)\nline 3 \ndone: in sync\n');
    expect(streams).toEqual([undefined, '1', '2']);
  });

  it('leaves the job running on ctrl-C, and says how to come back to it', async () => {
    const pressed = new AbortController();
    const { url, asked } = await standIn(
      empty((path, response) => {
        if (path !== '/jobs/j1/events') return false;
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.write(': alive\n\n', () => pressed.abort());
        return true;
      }),
    );
    const run = await kedgeHere(['job', 'follow', 'j1', '--server', url], {
      env: { KEDGE_TOKEN: CANARY },
      signal: pressed.signal,
    });
    expect(run.exitCode).toBe(130);
    expect(run.stderr).toBe(
      `The server goes on with job j1. Follow: kedge job follow j1 --server ${url}. Stop: kedge job cancel j1 --server ${url}.\n`,
    );
    expect(asked.filter(({ method }) => method !== 'GET')).toEqual([]);
  });

  it('needs a server for what only a server has', async () => {
    const { stderr, exitCode } = await kedgeHere(['job', 'list'], { env: { KEDGE_TOKEN: CANARY } });
    expect([exitCode, stderr]).toEqual([
      1,
      expect.stringContaining('Name it with --server URL or in KEDGE_SERVER'),
    ]);
  });
});
