import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Change, ChangeEvent } from '#domain/change/change.ts';
import { callEvent, type CallKind } from '#domain/change/call-event.ts';
import { declaration, openedChange } from '#domain/change/draft-for-test.ts';
import { slackStandIn, type SlackStandIn } from '#test/slack-stand-in.ts';
import { onBothDatabases } from '#test/both-databases.ts';
import { channel, noticeWorld, type NoticeWorld } from './notice-world.ts';

let slack: SlackStandIn;
beforeEach(async () => {
  slack = await slackStandIn();
});
afterEach(() => slack.close());

const BO = 'Bo Li <bo@example.com>';
const ALL = { state: null, channel: null, limit: 100, after: null } as const;
const texts = (): readonly string[] => slack.messages().map(({ text }) => text);
const shown = (index: number): string => JSON.stringify(slack.messages()[index]?.blocks);

onBothDatabases('messages about a change', (database) => {
  const world = (over = {}) => noticeWorld(database(), { slackApiUrl: slack.apiUrl, ...over });
  const opened = (over: Partial<Change> = {}): Change =>
    openedChange(declaration({ channels: ['#ops'] }), over);

  /** Opens a change as the workflows do: with its event. */
  async function opens({ memory, now }: NoticeWorld, change: Change): Promise<void> {
    await memory.change(async (writing) => {
      await writing.openChange(change);
      await writing.addChangeEvents([event(change, now(), 'opened', change.declaration.title)]);
    });
  }

  const event = (change: Change, at: Date, kind: string, text: string, actor = BO): ChangeEvent => ({
    change: change.id,
    at: at.toISOString(),
    kind,
    actor,
    text,
  });

  /** What a workflow writes of it, in one transaction. */
  const saves = (
    { memory, now }: NoticeWorld,
    change: Change,
    ...said: readonly (readonly [CallKind, string] | ChangeEvent)[]
  ) =>
    memory.change(async (writing) => {
      expect(await writing.saveChange(change)).toBe(true);
      await writing.addChangeEvents(
        said.map((one) => ('kind' in one ? one : callEvent(change.id, now().toISOString(), ...one))),
      );
    });

  const holding = (change: Change, { now }: NoticeWorld): Change => ({
    ...change,
    state: 'holding',
    hold: {
      at: now().toISOString(),
      by: 'kedge',
      why: 'The error rate is above its tolerance.',
      answerBy: new Date(now().getTime() + 30 * 60_000).toISOString(),
      calledAgainAt: null,
    },
  });

  it('are one message in its channel, written over as it goes, with a word in the thread for each call', async () => {
    const here = await world();
    const change = opened();
    await opens(here, change);
    await here.deliver();
    await saves(here, { ...change, state: 'ready' });
    await saves(
      here,
      { ...change, state: 'rolling' },
      ['tell', 'Rolled out. Watched until tomorrow.'],
      ['tell', 'The source does not answer.'],
    );
    await here.deliver();
    expect(texts()).toEqual([
      'checkout-42 is rolling: Checkout 42',
      'checkout-42 is rolling',
      'checkout-42 is rolling',
    ]);
    const [head, ...replies] = slack.messages();
    expect(replies.map(({ thread }) => thread)).toEqual([head?.ts, head?.ts]);
    expect(shown(1)).toContain('Watched until tomorrow');
    expect(shown(2)).toContain('does not answer');
    expect(shown(0)).toContain('https://kedge.example.com/changes/shop/checkout-42');
    expect(shown(0)).toContain('Owner: Ana Diaz');
  });

  it('say nothing when nothing is new', async () => {
    const here = await world();
    const change = opened();
    await opens(here, change);
    await here.deliver();
    here.pass(5);
    await saves(here, { ...change, attempt: 1 }, event(change, here.now(), 'look', 'No alarm.', 'kedge'));
    await here.tend();
    expect(await here.deliver()).toBe(0);
    expect(slack.received).toHaveLength(1);
  });

  it('call the owner by name when a person has to decide, with the deadline, and the channel when it cannot wait', async () => {
    const here = await world();
    slack.member('U0ANA', { email: 'ana@example.com' });
    const change = opened();
    await opens(here, change);
    await saves(here, holding(change, here), ['ask', 'It stands still: promote or revert it.']);
    await here.deliver();
    expect(texts()[1]).toBe('<@U0ANA> checkout-42 waits for Ana Diaz');
    expect(shown(1)).toContain('<@U0ANA>');
    expect(shown(1)).toContain('Answer by: 2026-03-02 09:30 UTC');
    expect(slack.messages()[1]?.broadcast).toBe(false);
    await saves(here, holding(change, here), ['page', 'The rollback failed 3 times.']);
    await here.deliver();
    expect(texts()[2]).toBe('<@U0ANA> checkout-42 needs Ana Diaz now');
    expect(slack.messages()[2]?.broadcast).toBe(true);
  });

  it('call without a mention where Slack knows nobody of that address', async () => {
    const here = await world();
    const change = opened();
    await opens(here, change);
    await saves(here, holding(change, here), ['page', 'The rollback failed.']);
    await here.deliver();
    expect(texts()[1]).toBe('checkout-42 needs Ana Diaz now');
  });

  it('call once more, and louder, when nobody answers in time', async () => {
    const here = await world();
    const change = opened();
    await opens(here, change);
    await saves(here, holding(change, here), ['ask', 'It stands still.']);
    here.pass(29);
    await here.tend();
    await here.deliver();
    expect(texts()).toHaveLength(2);
    here.pass(2);
    await here.tend();
    await here.tend();
    here.pass(600);
    await here.tend();
    await here.deliver();
    expect(texts().slice(2)).toEqual(['checkout-42 needs Ana Diaz now']);
    expect(shown(2)).toContain('Nobody has answered until 2026-03-02T09:30:00.000Z');
    expect(
      (await here.memory.changeEvents(change.id)).filter(({ kind }) => kind === 'called to page'),
    ).toHaveLength(1);
  });

  it('do not call once more about what was answered', async () => {
    const here = await world();
    const change = opened();
    await opens(here, change);
    await saves(here, holding(change, here), ['ask', 'It stands still.']);
    await saves(
      here,
      { ...change, state: 'rolling' },
      event(change, here.now(), 'promoted', 'Looked at it.'),
    );
    here.pass(120);
    await here.tend();
    await here.deliver();
    expect(texts().slice(1)).toEqual(['checkout-42 waits for Ana Diaz', 'Bo Li promoted checkout-42']);
  });

  it('are closed with the change, after the last word in the thread', async () => {
    const here = await world();
    const change = opened();
    await opens(here, change);
    await here.deliver();
    const at = here.now().toISOString();
    await saves(
      here,
      { ...change, state: 'closed', closedAt: at },
      event(change, here.now(), 'closed', 'Done.'),
    );
    await here.deliver();
    expect(texts()).toEqual(['Closed: checkout-42 is closed: Checkout 42', 'Bo Li closed checkout-42']);
    await here.tend();
    expect(await here.deliver()).toBe(0);
  });

  it('lose no word while Slack is away, and keep their order', async () => {
    const here = await world();
    slack.answer({ status: 500 });
    const change = opened();
    await opens(here, change);
    await here.deliver();
    for (const text of ['one', 'two', 'three']) await saves(here, change, ['tell', `It is ${text}.`]);
    await saves(here, { ...change, state: 'aborted' }, event(change, here.now(), 'aborted', 'Not today.'));
    here.pass(5);
    await here.deliver();
    expect(slack.messages()).toHaveLength(5);
    const said = slack.messages().map((_, i) => shown(i));
    expect(said.filter((text) => text.includes('It is one.'))).toHaveLength(1);
    expect(said.slice(-4).map((text) => /It is \w+\.|Not today\./.exec(text)?.[0])).toEqual([
      'It is one.',
      'It is two.',
      'It is three.',
      'Not today.',
    ]);
  });

  it('of a channel that is not there stand in the list of deliveries, and go to it once it is set up', async () => {
    const here = await world({ noChannel: true });
    const change = opened();
    await opens(here, change);
    await saves(here, holding(change, here), ['ask', 'It stands still.'], ['tell', 'News.']);
    expect(await here.deliver()).toBe(0);
    const dead = await here.outbox.deliveries({ ...ALL, state: 'dead' });
    expect(dead.deliveries.map(({ kind, problem }) => [kind, problem])).toEqual([
      ['reply', expect.stringContaining('there is none of that name') as string],
      ['post', expect.stringContaining('The change checkout-42 names the channel "#ops"') as string],
    ]);
    await here.outbox.saveChannel(channel());
    await here.tend();
    await here.deliver();
    expect(texts()).toEqual(['checkout-42 is holding: Checkout 42']);
    expect(shown(0)).toContain('Answer by');
  });

  it('move to another channel with the declaration', async () => {
    const here = await world();
    await here.outbox.saveChannel(channel({ id: 'b', name: 'b', isDefault: false }));
    const change = opened();
    await opens(here, change);
    await here.deliver();
    await saves(here, { ...change, declaration: { ...change.declaration, channel: '#b' } });
    await here.deliver();
    expect(texts()).toEqual([
      'Closed: checkout-42 is told elsewhere: Checkout 42',
      'checkout-42 is draft: Checkout 42',
    ]);
    await saves(here, change);
    await here.deliver();
    expect(texts()).toEqual([
      'checkout-42 is draft: Checkout 42',
      'Closed: checkout-42 is told elsewhere: Checkout 42',
    ]);
  });

  it('hear of what is over in their thread, and are open again when it is', async () => {
    const here = await world();
    const change = opened();
    await opens(here, change);
    const at = here.now().toISOString();
    const closed: Change = { ...change, state: 'closed', closedAt: at };
    await saves(here, { ...change, state: 'aborted' });
    await saves(here, closed, event(change, here.now(), 'closed', 'Done.'));
    await here.deliver();
    here.pass(60 * 24);
    const settles = (settled: Change, call: CallKind, text: string) =>
      here.memory.change(async (writing) => {
        expect(await writing.saveSettled(settled)).toBe(true);
        await writing.addChangeEvents([callEvent(change.id, here.now().toISOString(), call, text)]);
      });
    await settles(closed, 'tell', 'It cost less than was thought.');
    await here.deliver();
    expect(texts()).toEqual([
      'Closed: checkout-42 is closed: Checkout 42',
      'Bo Li closed checkout-42',
      'checkout-42 is closed',
    ]);
    await settles({ ...holding(change, here), closedAt: null }, 'ask', 'It cost more than was thought.');
    await here.deliver();
    expect(texts()).toEqual([
      'checkout-42 is holding: Checkout 42',
      'Bo Li closed checkout-42',
      'checkout-42 is closed',
      'checkout-42 waits for Ana Diaz',
    ]);
  });

  it('tell of what was done beside the server', async () => {
    const here = await world();
    const change = opened();
    const beside = await database().memory('shop');
    await beside.change((writing) => writing.openChange(change));
    await here.tend();
    await beside.change(async (writing) => {
      await writing.saveChange({ ...change, state: 'rolling' });
      await writing.addChangeEvents([event(change, here.now(), 'started', 'Started.')]);
    });
    await here.tend();
    await here.tend();
    await here.deliver();
    expect(texts()).toEqual(['checkout-42 is rolling: Checkout 42', 'Bo Li started checkout-42']);
  });

  it('are there with what they tell, or not at all', async () => {
    const here = await world();
    const change = opened();
    await opens(here, change);
    await here.deliver();
    const broken = here.memory.change(async (writing) => {
      await writing.saveChange({ ...change, state: 'ready' });
      await writing.addChangeEvents([callEvent(change.id, here.now().toISOString(), 'tell', 'Never said.')]);
      throw new Error('killed');
    });
    await expect(broken).rejects.toThrow('killed');
    await here.tend();
    expect(await here.deliver()).toBe(0);
  });

  it('show no token that somebody pasted, and the database keeps none of theirs', async () => {
    const here = await world();
    const token = 'ghp_0123456789abcdefghijABCDEFGHIJ012345';
    const change = opened();
    const pasted = { ...change, declaration: { ...change.declaration, title: `Deploy with ${token}` } };
    await opens(here, pasted);
    await saves(here, pasted, ['tell', `${'word '.repeat(55)}${token} and more`]);
    await here.deliver();
    expect(JSON.stringify([slack.messages(), slack.received])).not.toContain(token);
    expect(JSON.stringify((await here.outbox.deliveries(ALL)).deliveries)).not.toContain(token);
  });
});
