import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { composeAccess } from '#compose-access';
import { serverOutbox } from '#store/server-outbox.ts';
import { signedBySlackStandIn, slackMessage, SIGNING_SECRET } from '#test/slack-events.ts';
import { STAND_IN_CHANNEL, STAND_IN_TOKEN, slackStandIn } from '#test/slack-stand-in.ts';
import { addPerson } from '#workflows/access/manage-people.ts';
import { changeServer } from './change-server.ts';

const PATIENCE_MS = 240_000;

it('a change is told in its thread in Slack, and taken back and closed from there', async () => {
  const slack = await slackStandIn();
  onTestFinished(() => slack.close());
  const server = await changeServer({
    env: {
      KEDGE_SLACK_API_URL: slack.apiUrl,
      KEDGE_SECRET_SLACK: STAND_IN_TOKEN,
      KEDGE_SECRET_SIGNING: SIGNING_SECRET,
    },
  });
  const { parts } = server;
  const outbox = serverOutbox(parts.database);
  const channel = (await outbox.channels()).find(({ name }) => name === 'checkout');
  if (channel === undefined) throw new Error('The channel of the changes is not set up.');
  await outbox.saveChannel({
    ...channel,
    settings: {
      kind: 'slack',
      token: { env: 'KEDGE_SECRET_SLACK' },
      signing_secret: { env: 'KEDGE_SECRET_SIGNING' },
      conversation: STAND_IN_CHANNEL,
    },
  });
  const { dependencies } = await composeAccess(parts.database, parts.clock);
  for (const [name, email, user] of [
    ['Ana Diaz', 'ana@example.com', 'UANA'],
    ['Bo Li', 'bo@example.com', 'UBO'],
  ] as const) {
    const draft = { name, email, grants: [{ team: null, role: 'responder' as const }], password: null };
    await addPerson(draft, 'Test <t@example.com>', dependencies);
    slack.member(user, { email });
  }
  await server.work();
  const { url } = await server.serve();
  let messages = 0;
  const says = async (user: string, text: string): Promise<void> => {
    messages += 1;
    const thread = slack.messages().find((message) => message.thread === null)?.ts ?? '';
    const ts = `${Math.floor(Date.now() / 1000)}.${String(messages).padStart(6, '0')}`;
    const { body, headers } = signedBySlackStandIn(slackMessage({ user, text, thread, ts }), new Date());
    const answer = await fetch(`${url}/hooks/slack`, { method: 'POST', body, headers });
    expect(await answer.json()).toEqual({ taken: true });
  };
  const until = async (is: () => Promise<boolean>, what: string): Promise<void> => {
    const end = performance.now() + PATIENCE_MS;
    while (!(await is())) {
      const texts = JSON.stringify(slack.messages().map((message) => message.text));
      if (performance.now() > end) throw new Error(`${what} did not come. Said was: ${texts}`);
      await sleep(50);
    }
  };
  const told = (text: string): Promise<void> =>
    until(async () => slack.messages().some((message) => message.text === text), text);
  const happened = (kind: string): Promise<void> =>
    until(async () => {
      const events = await (await server.memory()).changeEvents('checkout-42');
      return events.some((event) => event.kind === kind);
    }, kind);

  await server.start('checkout-42', {
    rollout: [
      {
        name: 'everything',
        percent: 100,
        run: [process.execPath, '-e', '0'],
        idempotent: true,
        gate: { hold: true },
      },
    ],
  });
  await told('<@UANA> checkout-42 waits for Ana Diaz');
  await says('UBO', 'promote it looks fine to me');
  await told('Not done: promote');
  await says('UBO', 'revert customers cannot pay');
  await server.until('checkout-42', ({ state }) => state === 'reverted');
  expect(await server.ran()).toEqual(['deploy 41']);
  await told('Bo Li takes checkout-42 back');
  // There is no repository here: only when that is known it may be closed without a record.
  await happened('not recorded');
  await says('UANA', 'close');
  await server.until('checkout-42', ({ state }) => state === 'closed');
  await told('Closed: checkout-42 is closed: Checkout 42');
  expect(slack.messages().filter(({ thread }) => thread === null)).toHaveLength(1);
  const entries = await (await server.memory()).auditEntries(0, 100);
  expect(
    entries
      .filter(({ details }) => details['via'] === 'Slack')
      .map(({ action, actor }) => `${action} by ${actor}`),
  ).toEqual(['change.reverting by Bo Li <bo@example.com>', 'change.closed by Ana Diaz <ana@example.com>']);
}, 600_000);

it('a change whose channel is not set up is not green', async () => {
  const server = await changeServer();
  await server.work();
  await server.declare('checkout-42', { channel: '#nowhere' });
  const { result } = await server.open('checkout-42');
  expect(result).toMatchObject({ green: false });
  const { state, checks } = await server.change('checkout-42');
  expect(state).toBe('draft');
  expect(checks?.results.filter(({ outcome }) => outcome !== 'passed')).toEqual([
    {
      name: 'its channel is set up',
      kind: 'channel',
      outcome: 'failed',
      sentence: expect.stringContaining(
        'It names the channel "#nowhere", and there is none of that name',
      ) as string,
    },
  ]);
}, 600_000);
