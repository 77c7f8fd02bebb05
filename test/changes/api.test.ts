import { expect, it, onTestFinished } from 'vitest';
import { changeAreas } from '#http/routes/changes/change-areas.ts';
import { ChangeItem, ChangeList, ChangeWhole } from '#http/schema/changes.ts';
import { ChangeAsked, DeclaredList, Draft } from '#http/schema/declarations.ts';
import { Watch } from '#http/schema/watches.ts';
import { httpServerForTest, type TestServer } from '#test/http-server.ts';
import { changeServer, type ChangeServer } from './change-server.ts';

const MINUTES = 10 * 60_000;
const SHOP = (role: 'viewer' | 'responder' | 'approver') => [{ team: 'shop', role }] as const;

interface Desk {
  readonly server: ChangeServer;
  readonly http: TestServer;
  readonly ask: (
    as: string,
    method: string,
    path: string,
    json?: unknown,
    headers?: Readonly<Record<string, string>>,
  ) => Promise<{ readonly status: number; readonly body: unknown; readonly etag: string | null }>;
}

async function desk(over: Parameters<typeof changeServer>[0] = {}): Promise<Desk> {
  const server = await changeServer({ team: 'shop', ...over });
  const { parts } = server;
  const { fleet, queue, changes } = parts;
  const http = await httpServerForTest({
    database: {
      open: parts.database,
      memory: server.memory,
      run: () => Promise.resolve([]),
      close: () => Promise.resolve(),
    },
    areas: changeAreas({ fleet, queue, ...changes }),
  });
  onTestFinished(() => http.close());
  return {
    server,
    http,
    ask: async (as, method, path, json, headers = {}) => {
      const answer = await http.ask(path, { as, method, headers, ...(json === undefined ? {} : { json }) });
      const text = await answer.text();
      const body: unknown = text === '' || text.startsWith('<') ? text : JSON.parse(text);
      return { status: answer.status, body, etag: answer.headers.get('etag') };
    },
  };
}

it(
  'a change goes from its file to its watch over the API, and each of the people may what their roles and the change allow',
  async () => {
    const { server, http, ask } = await desk();
    const { token: ana } = await http.person('Ana', SHOP('responder'));
    const { token: bo } = await http.person('Bo', SHOP('approver'));
    const { token: vera } = await http.person('Vera', SHOP('viewer'));
    const { token: other } = await http.person('Otto', [{ team: 'other', role: 'approver' }]);
    await server.work();
    await server.declare('checkout-42', { checks: [{ approvals: 1 }] });

    const files = DeclaredList.parse((await ask(vera, 'GET', '/api/v1/changes/declared')).body);
    expect(files.items).toMatchObject([
      { path: 'changes/checkout-42.yaml', standing: 'new', teams: ['shop'], may_open: { may: false } },
    ]);
    expect(DeclaredList.parse((await ask(other, 'GET', '/api/v1/changes/declared')).body).items).toEqual([]);

    const file = { source: 'shop', file: 'changes/checkout-42.yaml' };
    expect((await ask(vera, 'POST', '/api/v1/changes', file)).status).toBe(403);
    expect((await ask(other, 'POST', '/api/v1/changes', file)).status).toBe(404);
    const opened = await ask(ana, 'POST', '/api/v1/changes', file);
    expect(opened.status).toBe(202);
    await server.ended(ChangeAsked.parse(opened.body).job);

    const at = '/api/v1/changes/shop/checkout-42';
    const draft = ChangeWhole.parse((await ask(ana, 'GET', at)).body);
    expect(draft).toMatchObject({ state: 'draft', approvals: { needed: 1 }, may_start: { may: false } });
    expect(draft.power.map(({ name }) => name)).toEqual(['p95_latency', 'error_rate', 'cost_per_request']);
    const start = draft.actions.find(({ word }) => word === 'start');
    expect(start).toMatchObject({ allowed: false });

    expect(await ask(ana, 'POST', `${at}/approve`, {})).toMatchObject({ status: 403 });
    expect(await ask(other, 'POST', `${at}/approve`, {})).toMatchObject({ status: 404 });
    expect(await ask(bo, 'POST', `${at}/approve`, { reason: 'read it with Ana' })).toMatchObject({
      status: 200,
    });
    expect((await ask(bo, 'POST', `${at}/approve`, {})).status).toBe(409);
    await server.ended(ChangeAsked.parse((await ask(ana, 'POST', `${at}/check`)).body).job);

    // Only its owner starts it, whatever roles somebody has.
    expect(await ask(bo, 'POST', `${at}/start`, {})).toMatchObject({ status: 409 });
    const key = { 'idempotency-key': 'start-it-once' };
    const started = await ask(ana, 'POST', `${at}/start`, {}, key);
    expect(started.status).toBe(200);
    expect(ChangeItem.parse(started.body)).toMatchObject({ state: 'rolling' });
    expect((await ask(ana, 'POST', `${at}/start`, {}, key)).status).toBe(200);

    server.time.pace(7200);
    await server.until('checkout-42', ({ watch }) => (watch?.looks ?? 0) >= 3);
    const watch = Watch.parse((await ask(vera, 'GET', `${at}/watch`)).body);
    expect(watch.metrics.map(({ name }) => name)).toEqual(['p95_latency', 'error_rate', 'cost_per_request']);
    const [first] = watch.metrics;
    expect(first?.baseline.days).toBeGreaterThan(20);
    expect(first?.baseline.band).toHaveLength(24);
    expect(first?.release.length).toBeGreaterThanOrEqual(3);
    expect((await ask(other, 'GET', `${at}/watch`)).status).toBe(404);
    expect((await ask(vera, 'GET', `${at}/chart.svg`)).body).toContain('<svg');

    expect((await ask(vera, 'POST', `${at}/hold`, { reason: 'it looks slow' })).status).toBe(403);
    expect((await ask(ana, 'POST', `${at}/hold`, {})).status).toBe(409);
    expect((await ask(ana, 'POST', `${at}/hold`, { reason: 'it looks slow' })).status).toBe(200);
    expect(ChangeList.parse((await ask(vera, 'GET', '/api/v1/changes?live=true')).body)).toMatchObject({
      total: 1,
      items: [{ id: 'checkout-42', state: 'holding', hold: { why: 'it looks slow' } }],
    });
    expect(ChangeList.parse((await ask(other, 'GET', '/api/v1/changes')).body)).toMatchObject({
      total: 0,
      items: [],
    });
    expect(await server.ran()).toEqual(['deploy 42']);
  },
  MINUTES,
);

it(
  'of two starts on one service at once one is admitted, and the other hears who holds it',
  async () => {
    const { server, http, ask } = await desk();
    const { token: ana } = await http.person('Ana', SHOP('responder'));
    await server.work();
    for (const id of ['checkout-42', 'checkout-43']) {
      await server.declare(id);
      await server.open(id);
    }
    const answers = await Promise.all(
      ['checkout-42', 'checkout-43'].map((id) => ask(ana, 'POST', `/api/v1/changes/shop/${id}/start`, {})),
    );
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409]);
    const refused = answers.find(({ status }) => status === 409);
    expect(JSON.stringify(refused?.body)).toMatch(
      /service checkout is held by the change checkout-4[23] of Ana/,
    );
  },
  MINUTES,
);

it(
  'the text of a declaration is checked with line and column, and nothing is kept of it',
  async () => {
    const { server, http, ask } = await desk();
    const { token } = await http.person('Vera', SHOP('viewer'));
    const { body } = await ask(token, 'POST', '/api/v1/changes/draft', {
      id: 'checkout-44',
      text: 'title: x\nowner: [Ana <ana@example.com>, Bo <bo@example.com>]\n',
    });
    const draft = Draft.parse(body);
    expect(draft.declaration).toBeNull();
    expect(draft.problems.length).toBeGreaterThan(0);
    expect(draft.problems.every(({ line, column }) => line > 0 && column > 0)).toBe(true);
    expect(await server.parts.fleet.changeFiles(null)).toEqual([]);
  },
  MINUTES,
);
