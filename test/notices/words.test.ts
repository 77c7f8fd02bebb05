import { afterEach, beforeEach, expect, it } from 'vitest';
import { slackDirectory } from '#adapters/channels/slack/slack-directory.ts';
import type { Change } from '#domain/change/change.ts';
import { declaration, openedChange } from '#domain/change/draft-for-test.ts';
import type { HeardWord } from '#domain/change/heard-word.ts';
import type { Grant } from '#domain/fleet/role.ts';
import { pageLinks } from '#domain/notice/page-links.ts';
import { createRedactor } from '#domain/secret/redact.ts';
import { slackHookArea } from '#http/routes/hooks/slack-hook.ts';
import { hookDeliveries } from '#store/hook-delivery-store.ts';
import { serverFleet } from '#store/server-fleet.ts';
import { onBothDatabases } from '#test/both-databases.ts';
import { httpServerForTest, type TestServer } from '#test/http-server.ts';
import { signedBySlackStandIn, slackMessage, SIGNING_SECRET, type SlackSent } from '#test/slack-events.ts';
import { STAND_IN_CHANNEL, STAND_IN_TOKEN, slackStandIn, type SlackStandIn } from '#test/slack-stand-in.ts';
import { changePerson } from '#workflows/access/manage-people.ts';
import { channelCaller } from '#workflows/change/channel-caller.ts';
import { hearWord, type Heard } from '#workflows/words/hear-word.ts';
import { sayToChange } from '#workflows/fleet/say-for-fleet.ts';
import { channel, noticeWorld, type NoticeWorld } from './notice-world.ts';

const ALL = { state: null, channel: null, limit: 100, after: null } as const;
const OWNER: Grant = { team: null, role: 'responder' };
const APPROVER: Grant = { team: null, role: 'approver' };
const VIEWER: Grant = { team: null, role: 'viewer' };
const TOKEN = 'ghp_0123456789abcdefghijABCDEFGHIJ012345';
const { redactText } = createRedactor(new Uint8Array(32));

onBothDatabases('words in the thread about a change', (database) => {
  let slack: SlackStandIn;
  let world: NoticeWorld;
  let server: TestServer;
  let kept: HeardWord[];
  let driven: string[];
  let secret: string | null;
  let messages: number;

  beforeEach(async () => {
    slack = await slackStandIn();
    world = await noticeWorld(database(), { slackApiUrl: slack.apiUrl, hears: true });
    kept = [];
    driven = [];
    secret = SIGNING_SECRET;
    messages = 0;
    const area = slackHookArea({
      outbox: world.outbox,
      deliveries: hookDeliveries(database().open),
      secrets: () => Promise.resolve(secret === null ? { problem: 'It is not set.' } : { secret }),
      clock: { now: world.now },
      redactText,
      // The queue has its own suites; here it is what is heard next.
      keep: async (word) => void kept.push(word),
    });
    server = await httpServerForTest({ database: database(), areas: [area], clock: { now: world.now } });
    await server.person('Ana', [OWNER]);
    await server.person('Bo', [APPROVER]);
    await server.person('Vi', [VIEWER]);
    slack.member('UANA', { email: 'ana@example.com' });
    slack.member('UBO', { email: 'Bo@Example.com' });
    slack.member('UVI', { email: 'vi@example.com' });
    slack.member('UGUEST', { email: 'bo@example.com', isRestricted: true });
    slack.member('UELSE', { email: 'nobody@elsewhere.example' });
  });
  afterEach(async () => {
    await server.close();
    await slack.close();
  });

  const post = async ({ body, headers }: SlackSent) => {
    const answer = await server.ask('/hooks/slack', { method: 'POST', body, headers });
    return { status: answer.status, said: (await answer.json()) as Record<string, unknown> };
  };
  const root = () => slack.messages().find(({ thread }) => thread === null)?.ts ?? '';
  const nextTs = (): string =>
    `${Math.floor(world.now().getTime() / 1000)}.${String((messages += 1)).padStart(6, '0')}`;
  /** Somebody writes it below the message of the change. */
  const writes = (user: string, text: string, over: Readonly<Record<string, unknown>> = {}) =>
    post(
      signedBySlackStandIn(slackMessage({ user, text, thread: root(), ts: nextTs(), ...over }), world.now()),
    );
  const hear = (word: HeardWord): Promise<Heard> => {
    const fleet = serverFleet(database().open);
    return hearWord(word, {
      memoryOf: async () => world.memory,
      outbox: world.outbox,
      people: server.access.dependencies.access,
      directory: slackDirectory({
        secrets: () => Promise.resolve({ secret: STAND_IN_TOKEN }),
        apiUrl: slack.apiUrl,
      }),
      say: sayToChange({
        fleet: { ...fleet, memoryOf: async () => world.memory },
        queue: {
          submit: async ({ task }) => {
            driven.push(task);
            return { job: 'j1', existing: false };
          },
        },
        clock: { now: world.now },
        callerOf: () => channelCaller(world.outbox),
        redactText,
      }),
      settings: {
        now: world.now,
        newId: () => `n${Math.random()}`,
        links: pageLinks('https://kedge.example.com'),
        redactText,
      },
      queued: () => undefined,
    });
  };
  /** Writes it, has it heard and what comes of it told. */
  async function says(user: string, text: string): Promise<Heard | undefined> {
    await writes(user, text);
    const word = kept.at(-1);
    const heard = word === undefined ? undefined : await hear(word);
    await world.deliver();
    return heard;
  }

  async function opened(over: Partial<Change> = {}): Promise<Change> {
    const change = openedChange(
      declaration({
        channels: ['#ops'],
        checks: [{ kind: 'approvals', name: 'a second person', count: 1 }],
      }),
      over,
    );
    await world.memory.change((writing) => writing.openChange(change));
    await world.deliver();
    return change;
  }
  const now = () => world.memory.findChange('checkout-42');
  const replies = (): readonly string[] =>
    slack
      .messages()
      .filter(({ thread }) => thread !== null)
      .map(({ text, blocks }) => `${text} | ${lineOf(blocks)}`);
  const lineOf = (blocks: readonly unknown[]): string =>
    /"type":"section","text":\{"type":"plain_text","text":"([^"]*)/.exec(JSON.stringify(blocks))?.[1] ?? '';
  const audit = async () =>
    (await world.memory.auditEntries(0, 100)).map(({ action, actor, details }) => ({
      action,
      actor,
      details,
    }));
  const watching = (): Partial<Change> => ({
    state: 'watching',
    startedAt: world.now().toISOString(),
    watch: { number: 1, startMs: 0, watchMs: 86_400_000, blockMs: 300_000, looks: 3, shiftDays: 0 },
  });

  it('count as if they were said on the page, and the audit log says how they came', async () => {
    await opened();
    expect(await says('UBO', 'approve read the diff with Ana')).toEqual({ kind: 'done', what: 'counted' });
    expect((await now())?.approvals).toMatchObject([
      { by: 'Bo <bo@example.com>', reason: 'read the diff with Ana' },
    ]);
    expect(replies()).toEqual(['Bo approved checkout-42 | read the diff with Ana']);
    expect(await audit()).toMatchObject([
      { action: 'change.approved', actor: 'Bo <bo@example.com>', details: { via: 'Slack' } },
    ]);
  });

  it('are offered in the message of the change, as far as it stands', async () => {
    await opened();
    expect(JSON.stringify(slack.messages()[0]?.blocks)).toContain(
      'To say here, in the thread: approve, abort WHY.',
    );
    await says('UBO', 'approve');
    expect(JSON.stringify(slack.messages()[0]?.blocks)).toContain('To say here, in the thread: abort WHY.');
  });

  it('hold, extend and take back, each with its reason, and have the change go on', async () => {
    await opened(watching());
    await says('UBO', 'Hold the error rate looks odd');
    expect(await now()).toMatchObject({
      state: 'holding',
      hold: { by: 'Bo <bo@example.com>', why: 'the error rate looks odd' },
    });
    await says('UANA', 'extend: it was a test of the alarm');
    expect(await now()).toMatchObject({ state: 'watching', watch: { number: 2 } });
    await says('UBO', '<@U0KEDGE> revert customers cannot pay &amp; complain');
    expect(await now()).toMatchObject({
      state: 'reverting',
      rollback: { why: 'customers cannot pay & complain', trigger: 'person' },
    });
    expect(replies().map((reply) => reply.split(' | ')[0])).toEqual([
      'Bo held checkout-42',
      'Ana extended the watch of checkout-42',
      'Bo takes checkout-42 back',
    ]);
    expect(new Set(driven)).toEqual(new Set(['drive-change']));
  });

  it('are refused in the thread, by the roles on the server and by the table of changes', async () => {
    await opened(watching());
    expect(await says('UVI', 'hold I do not like it')).toEqual({ kind: 'done', what: 'refused' });
    expect(await says('UBO', 'promote it looks fine to me')).toEqual({ kind: 'done', what: 'refused' });
    expect(await says('UBO', 'hold why')).toEqual({ kind: 'done', what: 'refused' });
    expect(await says('UANA', 'approve')).toEqual({ kind: 'done', what: 'refused' });
    expect(replies()).toEqual([
      expect.stringMatching(/^Not done: hold \| It takes the role responder for/) as string,
      expect.stringMatching(/^Not done: promote \| The change checkout-42 is watching/) as string,
      expect.stringMatching(/^Not done: hold \| .*reason of at least 8 characters/) as string,
      expect.stringMatching(/^Not done: approve \| /) as string,
    ]);
    expect((await now())?.state).toBe('watching');
    expect(await audit()).toEqual([]);
    expect(driven).toEqual([]);
  });

  it('of people who are not known do nothing, and are told no more than that', async () => {
    await opened(watching());
    const bo = (await server.access.dependencies.access.personByEmail('bo@example.com'))?.id ?? '';
    await changePerson(bo, { active: false }, 'Test <t@example.com>', server.access.dependencies);
    for (const user of ['UELSE', 'UGUEST', 'UNOBODY', 'UBO']) {
      expect(await says(user, 'revert customers cannot pay')).toEqual({ kind: 'done', what: 'unknown' });
    }
    expect((await now())?.state).toBe('watching');
    expect(new Set(replies()).size).toBe(1);
    expect(replies()[0]).toMatch(/^Not done: revert \| Nobody who may act here is known/);
    expect(replies().join()).not.toMatch(/@|elsewhere/);
  });

  it('are left alone when they are talk, of a program, an edit, or not below the message', async () => {
    await opened(watching());
    for (const text of ['looks good to me', 'hold on a second', 'should we revert?', '']) {
      expect(await writes('UBO', text)).toMatchObject({ status: 200, said: { taken: false } });
    }
    const word = 'revert customers cannot pay';
    for (const over of [
      { bot_id: 'B1' },
      { subtype: 'message_changed' },
      { thread: null },
      { thread: '1700000000.000001' },
      { channel: 'C0ELSEWHERE' },
    ]) {
      expect(await writes('UBO', word, over)).toMatchObject({ status: 200, said: { taken: false } });
    }
    expect(kept).toEqual([]);
    expect(slack.messages()).toHaveLength(1);
  });

  it('count once, however often and by however many events they come', async () => {
    await opened(watching());
    const ts = nextTs();
    const word = slackMessage({ user: 'UANA', text: 'extend the data came late', thread: root(), ts });
    const sent = signedBySlackStandIn(word, world.now());
    expect(await post(sent)).toMatchObject({ status: 200, said: { taken: true } });
    expect(await post(sent)).toMatchObject({ status: 200, said: { taken: false } });
    const mention = slackMessage({
      user: 'UANA',
      text: '<@U0KEDGE> extend the data came late',
      thread: root(),
      ts,
      type: 'app_mention',
    });
    expect(await post(signedBySlackStandIn(mention, world.now()))).toMatchObject({ said: { taken: false } });
    const [first] = kept;
    expect(kept).toHaveLength(1);
    if (first === undefined) throw new Error('Nothing was kept.');
    // Two workers, and one that was killed after it had acted.
    await Promise.all([hear(first), hear(first)]);
    await hear(first);
    await world.deliver();
    expect(await now()).toMatchObject({ watch: { number: 2 } });
    expect(replies()).toEqual(['Ana extended the watch of checkout-42 | the data came late']);
    expect(await audit()).toHaveLength(1);
  });

  it('are not acted on when they were heard too late, and wait while Slack does not say whose they are', async () => {
    await opened(watching());
    await writes('UBO', 'hold the error rate looks odd');
    const [word] = kept;
    if (word === undefined) throw new Error('Nothing was kept.');
    slack.answer({ status: 503 });
    expect(await hear(word)).toMatchObject({ kind: 'later', why: 'Slack answered with status 503' });
    world.pass(16);
    expect(await hear(word)).toEqual({ kind: 'done', what: 'late' });
    await hear(word);
    await world.deliver();
    expect((await now())?.state).toBe('watching');
    expect(replies()).toEqual([expect.stringMatching(/^Not done: hold \| It was heard too late/) as string]);
  });

  it('take what the identity provider says of somebody for a week', async () => {
    await opened(watching());
    const { access } = server.access.dependencies;
    const vi = await access.personByEmail('vi@example.com');
    if (vi === null) throw new Error('Vi is not known.');
    const lastSignInAt = world.now().toISOString();
    await access.change((change) => change.savePerson({ ...vi, providerGrants: [OWNER], lastSignInAt }));
    world.pass(8 * 24 * 60);
    expect(await says('UVI', 'hold the error rate looks odd')).toEqual({ kind: 'done', what: 'refused' });
    expect(replies()[0]).toContain('sign in on the page once');
    await access.change((change) =>
      change.savePerson({ ...vi, providerGrants: [OWNER], lastSignInAt: world.now().toISOString() }),
    );
    expect(await says('UVI', 'hold the error rate looks odd')).toEqual({ kind: 'done', what: 'counted' });
  });

  it('show no token that was pasted into a reason: not in Slack, not in the job, not in the database', async () => {
    await opened(watching());
    await says('UBO', `hold the log says ${TOKEN}`);
    await says('UVI', `revert the log says ${TOKEN}`);
    expect(await now()).toMatchObject({
      state: 'holding',
      hold: { why: expect.stringContaining('the log says') as string },
    });
    const all = [
      slack.messages(),
      slack.received,
      kept,
      await now(),
      await world.memory.changeEvents('checkout-42'),
      await world.memory.auditEntries(0, 100),
      (await world.outbox.deliveries(ALL)).deliveries,
      server.logged(),
    ];
    expect(JSON.stringify(all)).not.toContain(TOKEN);
  });

  it('are only taken with the signature of the app of the channel, of the last five minutes', async () => {
    await opened(watching());
    const word = slackMessage({
      user: 'UBO',
      text: 'revert customers cannot pay',
      thread: root(),
      ts: nextTs(),
    });
    const forged = signedBySlackStandIn(word, world.now(), 'another-secret');
    expect(await post(forged)).toMatchObject({ status: 401 });
    const old = signedBySlackStandIn(word, new Date(world.now().getTime() - 301_000));
    expect(await post(old)).toMatchObject({ status: 401 });
    const { body, headers } = signedBySlackStandIn(word, world.now());
    expect(await post({ body: body.replace('UBO', 'UVI'), headers })).toMatchObject({ status: 401 });
    expect(await post({ body, headers: { 'content-type': 'application/json' } })).toMatchObject({
      status: 401,
    });
    secret = null;
    expect(await post({ body, headers })).toMatchObject({ status: 503 });
    expect(kept).toEqual([]);
  });

  it('of the app of another channel are none of this one', async () => {
    await opened(watching());
    const settings = {
      kind: 'slack',
      token: { env: 'KEDGE_SECRET_SLACK' },
      signing_secret: null,
      conversation: STAND_IN_CHANNEL,
    } as const;
    await world.outbox.saveChannel(channel({ settings }));
    await world.outbox.saveChannel(
      channel({
        id: 'other',
        name: 'other',
        isDefault: false,
        settings: {
          ...settings,
          signing_secret: { env: 'KEDGE_SECRET_SIGNING' },
          conversation: 'C0000000000',
        },
      }),
    );
    expect(await writes('UBO', 'revert customers cannot pay')).toMatchObject({
      status: 200,
      said: { taken: false },
    });
  });

  it('begin with the question of Slack whether this is the right place', async () => {
    const question = { type: 'url_verification', challenge: 'c-1', token: 'old' };
    expect(await post(signedBySlackStandIn(question, world.now()))).toEqual({
      status: 200,
      said: { challenge: 'c-1' },
    });
    expect(await post(signedBySlackStandIn(question, world.now(), 'another'))).toMatchObject({ status: 401 });
    expect(await post(signedBySlackStandIn({ type: 'app_rate_limited' }, world.now()))).toMatchObject({
      status: 200,
      said: { taken: false },
    });
  });
});
