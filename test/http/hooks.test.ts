import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { GitSource } from '#domain/fleet/source.ts';
import { DEFAULT_SCHEDULE } from '#domain/fleet/fleet-stack.ts';
import { hooksArea } from '#http/routes/hooks/hooks-area.ts';
import type { JobRequest } from '#ports/work-queue.ts';
import { hookDeliveries } from '#store/hook-delivery-store.ts';
import { serverFleet } from '#store/server-fleet.ts';
import { onBothDatabases } from '#test/both-databases.ts';
import { httpServerForTest, type TestServer } from '#test/http-server.ts';

const SECRET = 'hook-canary-secret';
const SOURCE: GitSource = {
  kind: 'git',
  name: 'shop',
  url: 'https://git.example.com/shop/infra.git',
  branch: 'main',
  subfolder: '',
  team: null,
  credential: null,
  push: false,
  hookSecret: { env: 'KEDGE_SECRET_HOOK' },
};
const BODY = JSON.stringify({
  ref: 'refs/heads/main',
  after: 'a'.repeat(40),
  repository: { clone_url: SOURCE.url, secret_extra: 'never looked at' },
});

onBothDatabases('webhooks', (database) => {
  let server: TestServer;
  let jobs: JobRequest[];
  beforeEach(async () => {
    jobs = [];
    const fleet = serverFleet(database().open);
    await fleet.addSource(SOURCE);
    await fleet.addSource({ ...SOURCE, name: 'deaf', hookSecret: null });
    await fleet.addSource({ ...SOURCE, name: 'lost', hookSecret: { env: 'KEDGE_SECRET_LOST' } });
    await fleet.noteSync('shop', { at: '2026-05-04T10:00:00.000Z', commit: null, project: 'shop' });
    const settings = {
      path: '.',
      owner: null,
      channel: null,
      schedule: DEFAULT_SCHEDULE,
      account: null,
    };
    await fleet.keepStacks(
      'shop',
      [
        { ...settings, stack: 'a', team: 'core' },
        { ...settings, stack: 'b', team: 'web' },
      ],
      '2026-05-04T10:00:00.000Z',
      () => null,
    );
    // The queue has its own suites; here it counts what it is asked.
    const queue = {
      submit: (request: JobRequest) => Promise.resolve({ job: `job-${jobs.push(request)}`, existing: false }),
    };
    const audit = { append: () => Promise.resolve() };
    server = await httpServerForTest({
      database: database(),
      areas: [
        hooksArea({
          fleet,
          queue: queue as never,
          deliveries: hookDeliveries(database().open),
          secrets: (reference) =>
            Promise.resolve(
              'env' in reference && reference.env === 'KEDGE_SECRET_HOOK'
                ? { secret: SECRET }
                : { problem: 'It is not set.' },
            ),
          audit,
          clock: { now: () => new Date('2026-05-04T10:00:00Z') },
        }),
      ],
    });
  });
  afterEach(() => server.close());

  const signature = (body: string, secret = SECRET): string =>
    `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
  let deliveries = 0;
  const post = async (body: string, headers: Readonly<Record<string, string>>, source = 'shop') => {
    const answer = await server.ask(`/hooks/git/${source}`, { method: 'POST', body, headers });
    return { status: answer.status, said: (await answer.json()) as Record<string, unknown> };
  };
  const github = (body: string, more: Readonly<Record<string, string>> = {}, source = 'shop') =>
    post(
      body,
      {
        'content-type': 'application/json',
        'x-github-event': 'push',
        'x-github-delivery': `delivery-${(deliveries += 1)}`,
        'x-hub-signature-256': signature(body),
        ...more,
      },
      source,
    );

  it('of GitHub, GitLab and Gitea sync the source when its branch was pushed', async () => {
    expect(await github(BODY)).toMatchObject({ status: 202, said: { taken: true, job: 'job-1' } });
    const gitlab = JSON.stringify({
      ref: 'refs/heads/main',
      project: { git_http_url: 'https://git.example.com/shop/infra.git' },
    });
    expect(
      await post(gitlab, { 'x-gitlab-event': 'Push Hook', 'x-gitlab-token': SECRET, 'idempotency-key': 'k' }),
    ).toMatchObject({ status: 202 });
    const gitea = `${BODY} `;
    expect(
      await post(gitea, { 'x-gitea-event': 'push', 'x-gitea-signature': signature(gitea).slice(7) }),
    ).toMatchObject({ status: 202 });
    expect(jobs).toHaveLength(3);
    expect(jobs[0]).toMatchObject({
      task: 'sync-source',
      data: { source: 'shop' },
      priority: 20,
      requestedBy: 'hook of shop',
    });
  });

  it('are refused with a wrong signature, without one, and for a source that takes none, all in the same words', async () => {
    const refused = [
      await github(BODY, { 'x-hub-signature-256': signature(BODY, 'guess') }),
      await github(BODY, { 'x-hub-signature-256': signature(`${BODY} `) }),
      await post(BODY, { 'x-github-event': 'push' }),
      await post(BODY, { 'x-gitlab-event': 'Push Hook', 'x-gitlab-token': 'guess' }),
      await github(BODY, {}, 'deaf'),
      await github(BODY, {}, 'nobody'),
    ];
    expect(new Set(refused.map(({ status }) => status))).toEqual(new Set([401]));
    expect(new Set(refused.map(({ said }) => said['detail'])).size).toBe(1);
    expect(jobs).toEqual([]);
  });

  it('do nothing a second time, under another delivery id either', async () => {
    expect(await github(BODY, { 'x-github-delivery': 'one' })).toMatchObject({ status: 202 });
    const again = [
      await github(BODY, { 'x-github-delivery': 'one' }),
      await github(BODY, { 'x-github-delivery': 'two' }),
      await github(`${BODY} `, { 'x-github-delivery': 'one' }),
    ];
    expect(again.map(({ status }) => status)).toEqual([409, 409, 409]);
    expect(jobs).toHaveLength(1);
  });

  it('of another branch, a tag, a pull request, a deleted branch or no push at all are left', async () => {
    const change = (more: object): string => JSON.stringify({ ...(JSON.parse(BODY) as object), ...more });
    const left = [
      await github(change({ ref: 'refs/heads/other' })),
      await github(change({ ref: 'refs/tags/main' })),
      await github(change({ deleted: true })),
      await github(BODY, { 'x-github-event': 'pull_request' }),
      await github(BODY, { 'x-github-event': 'ping' }),
      await github('not json'),
      await github('{"ref":5}'),
    ];
    expect(left.map(({ status, said }) => [status, said['taken']])).toEqual(left.map(() => [200, false]));
    expect(left[0]?.said['why']).toBe('The source shop reads the branch main alone.');
    expect(jobs).toEqual([]);
  });

  it('of a fork are refused, however well they are signed', async () => {
    const body = BODY.replace('shop/infra', 'mallory/infra');
    expect(await github(body)).toMatchObject({ status: 403 });
    expect(jobs).toEqual([]);
  });

  it('say so when the secret is not to be had, and never what it is', async () => {
    expect(await github(BODY, {}, 'lost')).toMatchObject({ status: 503 });
    expect(server.logged()).not.toContain(SECRET);
  });

  it('that ask for scans need a token with the scope, and reach the stacks of its teams', async () => {
    const scan = (as: string, json: object) => server.ask('/hooks/scan', { method: 'POST', as, json });
    const core = await server.person('Core', [{ team: 'core', role: 'responder' }], { scopes: ['scan'] });
    const reader = await server.person('Reader', [{ team: null, role: 'admin' }], { scopes: ['read'] });
    expect((await scan(reader.token, { source: 'shop' })).status).toBe(403);
    expect((await server.ask('/hooks/scan', { method: 'POST', json: { source: 'shop' } })).status).toBe(401);
    const done = await scan(core.token, { source: 'shop' });
    expect(done.status).toBe(202);
    expect(await done.json()).toEqual({ jobs: [{ stack: 'a', job: 'job-1' }] });
    expect((await scan(core.token, { source: 'shop', stack: 'b' })).status).toBe(404);
    expect((await scan(core.token, { source: 'nobody' })).status).toBe(404);
    expect(jobs).toMatchObject([{ task: 'scan-stack', source: 'shop', stack: 'a', priority: 20 }]);
  });
});
