import { afterEach, beforeEach, expect, it } from 'vitest';
import { DEFAULT_SCHEDULE, type FleetStackSettings } from '#domain/fleet/fleet-stack.ts';
import { sourcesArea } from '#http/routes/sources/sources-area.ts';
import type { JobRequest } from '#ports/work-queue.ts';
import { serverFleet } from '#store/server-fleet.ts';
import { onBothDatabases } from '#test/both-databases.ts';
import { httpServerForTest, type TestServer } from '#test/http-server.ts';

const NOW = '2026-05-04T10:00:00.000Z';

const stackOf = (stack: string, team: string | null): FleetStackSettings => ({
  stack,
  path: stack,
  owner: null,
  team,
  channel: null,
  schedule: DEFAULT_SCHEDULE,
  account: null,
});

const GIT = {
  kind: 'git',
  name: 'shop',
  url: 'https://git.example.com/shop/infra.git',
  credential: { secret: { env: 'KEDGE_SECRET_GIT' } },
  hook_secret: { file: 'hook' },
};

onBothDatabases('sources over the API', (database) => {
  let server: TestServer;
  let jobs: JobRequest[];
  let forgotten: string[];
  let admin: string;
  beforeEach(async () => {
    jobs = [];
    forgotten = [];
    server = await httpServerForTest({
      database: database(),
      areas: [
        sourcesArea({
          fleet: serverFleet(database().open),
          // The queue has its own suites; here it counts what it is asked.
          queue: {
            submit: (request) => Promise.resolve({ job: `job-${jobs.push(request)}`, existing: false }),
          },
          checkouts: {
            forget: (name) => {
              forgotten.push(name);
              return Promise.resolve();
            },
          },
        }),
      ],
    });
    admin = (await server.person('Admin', [{ team: null, role: 'admin' }])).token;
  });
  afterEach(() => server.close());

  const ask = async (method: string, path = '', json?: object) => {
    const answer = await server.ask(`/api/v1/sources${path}`, { method, as: admin, ...(json && { json }) });
    const text = await answer.text();
    return { status: answer.status, body: (text === '' ? null : JSON.parse(text)) as unknown };
  };

  it('are added, listed, changed, synced and removed', async () => {
    const added = {
      kind: 'git',
      name: 'shop',
      url: GIT.url,
      branch: 'main',
      credential: { secret: { env: 'KEDGE_SECRET_GIT' }, username: null },
      push: false,
      hook_secret: { file: 'hook' },
      subfolder: '',
      team: null,
      channel: null,
      synced: null,
    };
    expect(await ask('POST', '', GIT)).toEqual({ status: 201, body: added });
    expect(await ask('POST', '', GIT)).toMatchObject({ status: 409 });
    await ask('POST', '', {
      kind: 'folder',
      name: 'lab',
      folder: '/srv/lab',
      team: 'lab',
      channel: 'lab-alerts',
    });
    expect(await ask('GET')).toEqual({
      status: 200,
      body: {
        items: [
          {
            kind: 'folder',
            name: 'lab',
            folder: '/srv/lab',
            subfolder: '',
            team: 'lab',
            channel: 'lab-alerts',
            synced: null,
          },
          added,
        ],
        next: null,
        total: 2,
        total_is: 'exact',
      },
    });
    const changed = { ...added, push: true, branch: 'live', hook_secret: null };
    expect(await ask('PATCH', '/shop', { push: true, branch: 'live', hook_secret: null })).toEqual({
      status: 200,
      body: changed,
    });
    expect(await ask('GET', '/shop')).toEqual({ status: 200, body: changed });
    expect(await ask('POST', '/shop/sync')).toEqual({ status: 202, body: { job: 'job-4' } });
    expect(jobs.map(({ task, source, priority }) => [task, source, priority])).toEqual([
      ['sync-source', 'shop', 30],
      ['sync-source', 'lab', 30],
      ['sync-source', 'shop', 30],
      ['sync-source', 'shop', 30],
    ]);
    expect(await ask('DELETE', '/shop')).toEqual({ status: 204, body: null });
    expect(forgotten).toEqual(['shop']);
    for (const [method, path] of [
      ['GET', '/shop'],
      ['DELETE', '/shop'],
      ['POST', '/shop/sync'],
    ] as const) {
      expect(await ask(method, path)).toMatchObject({ status: 404 });
    }
  });

  it('stand in the audit log with where their code comes from, and name no secret but its place', async () => {
    await ask('POST', '', GIT);
    await ask('PATCH', '/shop', { branch: 'live' });
    const entries = await database().run(
      'select action, subject, details from kedge.audit_entry order by number desc limit 2',
    );
    const facts = { url: GIT.url, credential: 'the variable KEDGE_SECRET_GIT', hook_secret: 'the file hook' };
    expect(entries).toMatchObject([
      { action: 'source.changed', subject: 'shop', details: { ...facts, branch: 'live' } },
      { action: 'source.added', subject: 'shop', details: { ...facts, branch: 'main' } },
    ]);
  });

  it('are refused with the field and the reason, and no secret is kept or said', async () => {
    const wrong = [
      { ...GIT, url: 'https://bot:hunter2@git.example.com/x' },
      { ...GIT, credential: { secret: { env: 'hunter2' } } },
      { ...GIT, credential: 'hunter2' },
      { ...GIT, branch: '--upload-pack=hunter2' },
      { ...GIT, name: '../hunter2' },
      { ...GIT, token: 'hunter2' },
      { ...GIT, subfolder: '../hunter2' },
      { kind: 'folder', name: 'x', folder: 'hunter2' },
    ];
    for (const body of wrong) {
      const answer = await ask('POST', '', body);
      expect(answer, JSON.stringify(body)).toMatchObject({ status: 400 });
      expect(answer.body).toHaveProperty('errors');
      expect(JSON.stringify(answer.body)).not.toContain('hunter2');
    }
    await ask('POST', '', GIT);
    expect(await ask('PATCH', '/shop', { url: 'ext::hunter2' })).toMatchObject({
      status: 400,
      body: { errors: [{ in: 'json', at: 'url' }] },
    });
    expect(await ask('PATCH', '/shop', { folder: '/x' })).toMatchObject({ status: 400 });
    expect(server.logged()).not.toContain('hunter2');
    expect(JSON.stringify(await database().run('select * from kedge.source'))).not.toContain('hunter2');
  });

  it('of other teams are as if they were not there', async () => {
    const fleet = serverFleet(database().open);
    await ask('POST', '', GIT);
    await ask('POST', '', { ...GIT, name: 'web', team: 'web' });
    await ask('POST', '', { ...GIT, name: 'others' });
    await fleet.keepStacks('shop', [stackOf('web', 'web'), stackOf('core', 'core')], NOW, () => null);
    await fleet.keepStacks('others', [stackOf('core', 'core'), stackOf('free', null)], NOW, () => null);
    const { token } = await server.person('Wes', [{ team: 'web', role: 'responder' }]);
    const names = async (as: string): Promise<readonly string[]> => {
      const answer = await server.ask('/api/v1/sources', { as });
      return ((await answer.json()) as { items: { name: string }[] }).items.map(({ name }) => name);
    };
    expect(await names(token)).toEqual(['shop', 'web']);
    expect(await names(admin)).toEqual(['others', 'shop', 'web']);
    const status = async (path: string, method = 'GET'): Promise<number> =>
      (await server.ask(`/api/v1/sources/${path}`, { method, as: token })).status;
    expect([await status('shop'), await status('web'), await status('others')]).toEqual([200, 200, 404]);
    expect([await status('shop/sync', 'POST'), await status('others/sync', 'POST')]).toEqual([202, 404]);
  });

  it('are changed by admins alone', async () => {
    const responder = await server.person('Rob', [{ team: null, role: 'responder' }]);
    const as = { as: responder.token };
    expect((await server.ask('/api/v1/sources', { method: 'POST', json: GIT, ...as })).status).toBe(403);
    expect((await server.ask('/api/v1/sources', as)).status).toBe(200);
  });
});
