import { afterEach, beforeEach, expect, it } from 'vitest';
import { channelOpener } from '#adapters/channels/open-channel.ts';
import { channelsArea } from '#http/routes/channels/channels-area.ts';
import { cronTimetable } from '#platform/cron-timetable.ts';
import { secretSource } from '#platform/secret-source.ts';
import { onBothDatabases } from '#test/both-databases.ts';
import { httpServerForTest, type TestServer } from '#test/http-server.ts';
import { STAND_IN_CHANNEL, STAND_IN_TOKEN, slackStandIn, type SlackStandIn } from '#test/slack-stand-in.ts';
import { drift, noticeWorld, type NoticeWorld } from '../notices/notice-world.ts';

const ADMIN = [{ team: null, role: 'admin' }] as const;
const VIEWER = [{ team: null, role: 'viewer' }] as const;

const SLACK = {
  name: 'inc-network',
  settings: { kind: 'slack', token: { env: 'KEDGE_SECRET_SLACK' }, conversation: STAND_IN_CHANNEL },
};

onBothDatabases('channels over the API', (database) => {
  let server: TestServer;
  let world: NoticeWorld;
  let slack: SlackStandIn;
  let admin = '';
  beforeEach(async () => {
    slack = await slackStandIn();
    world = await noticeWorld(database(), { slackApiUrl: slack.apiUrl });
    let ids = 0;
    const area = channelsArea({
      outbox: world.outbox,
      open: channelOpener({
        secrets: secretSource({ KEDGE_SECRET_SLACK: STAND_IN_TOKEN }),
        now: world.now,
        slackApiUrl: slack.apiUrl,
        conversations: null,
      }),
      timetable: cronTimetable,
      clock: { now: world.now },
      newId: () => `c${(ids += 1)}`,
      queued: () => undefined,
    });
    server = await httpServerForTest({ database: database(), areas: [area] });
    admin = (await server.person('Ana', ADMIN)).token;
  });
  afterEach(async () => {
    await server.close();
    await slack.close();
  });

  const ask = async (method: string, path: string, json?: unknown, as = admin) => {
    const answer = await server.ask(path, { method, as, ...(json === undefined ? {} : { json }) });
    const text = await answer.text();
    return {
      status: answer.status,
      body: (text === '' ? null : JSON.parse(text)) as Record<string, unknown>,
    };
  };

  it('are set up, shown, changed, tested and removed', async () => {
    const added = await ask('POST', '/api/v1/channels', SLACK);
    expect(added).toMatchObject({
      status: 201,
      body: {
        id: 'c1',
        name: 'inc-network',
        immediate: 'high',
        digest: { time_zone: 'UTC' },
        default: false,
      },
    });
    expect(await ask('POST', '/api/v1/channels/c1/test')).toMatchObject({
      status: 200,
      body: { delivered: true, problem: null },
    });
    expect(slack.messages().map(({ text }) => text)).toEqual(['Kedge reaches this channel']);
    const changed = await ask('PATCH', '/api/v1/channels/c1', { immediate: 'low', default: true });
    expect(changed).toMatchObject({ status: 200, body: { immediate: 'low', default: true } });
    expect(await ask('GET', '/api/v1/channels')).toMatchObject({
      body: {
        total: 2,
        items: [
          { name: 'inc-network', default: true },
          { name: 'ops', default: false },
        ],
      },
    });
    expect((await ask('DELETE', '/api/v1/channels/c1')).status).toBe(204);
    expect((await ask('GET', '/api/v1/channels/c1')).status).toBe(404);
  });

  it('never hold a secret: what looks like one is refused, and a reference is all that is shown', async () => {
    const planted = 'xoxb-planted-token';
    const wrong = { ...SLACK, settings: { ...SLACK.settings, token: planted } };
    const refused = await ask('POST', '/api/v1/channels', wrong);
    expect(refused.status).toBe(400);
    expect(JSON.stringify(refused.body)).not.toContain(planted);
    for (const env of ['DATABASE_URL', 'AWS_SECRET_ACCESS_KEY']) {
      const other = { ...SLACK, settings: { ...SLACK.settings, token: { env } } };
      expect((await ask('POST', '/api/v1/channels', other)).status).toBe(400);
    }
    await ask('POST', '/api/v1/channels', SLACK);
    const shown = await ask('GET', '/api/v1/channels');
    expect(JSON.stringify(shown.body)).toContain('KEDGE_SECRET_SLACK');
    expect(JSON.stringify(shown.body)).not.toContain(STAND_IN_TOKEN);
    expect(server.logged()).not.toContain(STAND_IN_TOKEN);
  });

  it('say what is wrong with them', async () => {
    expect(await ask('POST', '/api/v1/channels', { ...SLACK, name: 'ops' })).toMatchObject({ status: 409 });
    const never = { ...SLACK, digest: { cron: '0 0 31 2 *', time_zone: 'UTC' } };
    expect(await ask('POST', '/api/v1/channels', never)).toMatchObject({ status: 400 });
    const nowhere = { ...SLACK, digest: { cron: '0 8 * * *', time_zone: 'Mars/Olympus' } };
    expect(await ask('POST', '/api/v1/channels', nowhere)).toMatchObject({ status: 400 });
    const withPassword = {
      kind: 'webhook',
      url: 'https://u:p@example.com',
      secret: { env: 'KEDGE_SECRET_A' },
    };
    expect(await ask('POST', '/api/v1/channels', { name: 'x', settings: withPassword })).toMatchObject({
      status: 400,
    });
    const elsewhere = { ...SLACK, settings: { ...SLACK.settings, conversation: 'C9999999999' } };
    const { body } = await ask('POST', '/api/v1/channels', elsewhere);
    expect(await ask('POST', `/api/v1/channels/${String(body['id'])}/test`)).toMatchObject({
      body: { delivered: false, problem: expect.stringContaining('channel_not_found') as string },
    });
  });

  it('are changed by admins alone', async () => {
    const { token } = await server.person('Vic', VIEWER);
    expect((await ask('GET', '/api/v1/channels', undefined, token)).status).toBe(200);
    expect((await ask('POST', '/api/v1/channels', SLACK, token)).status).toBe(403);
    expect((await ask('POST', '/api/v1/channels/ops/test', undefined, token)).status).toBe(403);
    expect((await server.ask('/api/v1/deliveries')).status).toBe(401);
  });

  it('list what was given up, and send it again', async () => {
    await world.finds('net', drift(1, 'net'));
    const headers = { 'content-type': 'application/json' };
    slack.answer({ status: 200, headers, body: '{"ok":false,"error":"is_archived"}' });
    await world.deliver();
    const dead = await ask('GET', '/api/v1/deliveries?state=dead');
    expect(dead.body).toMatchObject({
      total: 1,
      items: [{ state: 'dead', source: 'shop', channel: { name: 'ops' }, due_at: null, attempts: 1 }],
    });
    const id = (dead.body['items'] as { id: string }[])[0]?.id ?? '';
    expect((await ask('POST', `/api/v1/deliveries/${id}/retry`)).status).toBe(202);
    expect((await ask('POST', `/api/v1/deliveries/${id}/retry`)).status).toBe(409);
    expect(await world.deliver()).toBe(1);
    expect((await ask('POST', '/api/v1/deliveries/none/retry')).status).toBe(404);
  });
});
