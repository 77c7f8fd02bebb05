import { afterEach, beforeEach, expect, it } from 'vitest';
import { slackStandIn, type SlackStandIn } from '#test/slack-stand-in.ts';
import { onBothDatabases } from '#test/both-databases.ts';
import { channel, drift, noticeWorld, START } from './notice-world.ts';

let slack: SlackStandIn;
beforeEach(async () => {
  slack = await slackStandIn();
});
afterEach(() => slack.close());

const ALL = { state: null, channel: null, limit: 100, after: null } as const;

onBothDatabases('deliveries', (database) => {
  const world = (over = {}) => noticeWorld(database(), { slackApiUrl: slack.apiUrl, ...over });

  it('are there with what they tell, or not at all', async () => {
    const { memory, outbox, finds, deliver } = await world();
    await finds('net');
    const broken = memory.change(async (change) => {
      await change.saveDrift([drift(1, 'net')]);
      throw new Error('killed');
    });
    await expect(broken).rejects.toThrow('killed');
    expect((await outbox.deliveries(ALL)).total).toBe(0);
    expect(await deliver()).toBe(0);
  });

  it('wait longer each time, keep to what the receiver asks for, and lose nothing', async () => {
    const { finds, deliver, outbox, pass } = await world();
    await finds('net', drift(1, 'net'));
    slack.answer({ status: 500 }, { status: 429, headers: { 'retry-after': '1800' } });
    expect(await deliver()).toBe(0);
    expect(await deliver()).toBe(0);
    const [first] = (await outbox.deliveries(ALL)).deliveries;
    expect(first).toMatchObject({ state: 'waiting', attempts: 1, problem: 'Slack answered with status 500' });
    pass(1);
    expect(await deliver()).toBe(0);
    pass(29);
    expect(await deliver()).toBe(0);
    expect(slack.messages()).toHaveLength(1);
    pass(1);
    expect(await deliver()).toBe(1);
    expect(slack.messages()).toHaveLength(1);
  });

  it('arrive in order, and what nobody has seen yet gives way to the newest', async () => {
    const { finds, deliver, pass } = await world();
    await finds('net', drift(1, 'net'));
    await deliver();
    slack.answer({ status: 500 });
    for (const value of ['a', 'b', 'c']) {
      const reality = { kind: 'value' as const, value };
      await finds('net', drift(1, 'net', { difference: { reality } }));
      await deliver();
    }
    pass(5);
    await deliver();
    const [message] = slack.messages();
    expect(JSON.stringify(message?.blocks)).toContain('c');
    // The first of them was tried and so is sent; b gave way to c.
    expect(slack.received.map(({ path }) => path)).toEqual([
      '/api/chat.postMessage',
      '/api/chat.update',
      '/api/chat.update',
      '/api/chat.update',
    ]);
  });

  it('say nothing of what was over before anybody was told', async () => {
    const { finds, deliver, outbox } = await world();
    await finds('net', drift(1, 'net'));
    await finds('net', drift(1, 'net', { state: 'resolved', closedAt: new Date(START).toISOString() }));
    expect(await deliver()).toBe(0);
    expect((await outbox.deliveries(ALL)).deliveries.map(({ state }) => state)).toEqual([
      'quiet',
      'superseded',
    ]);
    expect(slack.received).toEqual([]);
  });

  it('are dead when refused for good, say why, and are sent again by hand', async () => {
    const { finds, deliver, outbox, now } = await world();
    await finds('net', drift(1, 'net'));
    slack.answer({
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: '{"ok":false,"error":"is_archived"}',
    });
    await deliver();
    const [dead] = (await outbox.deliveries({ ...ALL, state: 'dead' })).deliveries;
    expect(dead).toMatchObject({ problem: expect.stringContaining('archived') as string, source: 'shop' });
    expect((await outbox.counts()).get('ops')).toMatchObject({ dead: 1, waiting: 0 });
    const at = now().toISOString();
    expect(await outbox.retry(dead?.id ?? '', at)).toBeNull();
    expect(await outbox.retry(dead?.id ?? '', at)).toHaveProperty('refused');
    expect(await deliver()).toBe(1);
    expect((await outbox.counts()).get('ops')).toMatchObject({ dead: 0, lastDeliveredAt: at });
  });

  it('are not sent again by hand when a newer message tells more', async () => {
    const { finds, deliver, outbox, now } = await world();
    await finds('net', drift(1, 'net'));
    await deliver();
    const refusal = {
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: '{"ok":false,"error":"is_archived"}',
    };
    slack.answer(refusal);
    await finds('net', drift(1, 'net', { state: 'approved' }));
    await deliver();
    await finds('net', drift(1, 'net', { state: 'acting' }), drift(2, 'net'));
    await deliver();
    const [dead] = (await outbox.deliveries({ ...ALL, state: 'dead' })).deliveries;
    expect(await outbox.retry(dead?.id ?? '', now().toISOString())).toMatchObject({
      refused: expect.stringContaining('newer message') as string,
    });
  });

  it('are given up in the end, and their list goes on page by page', async () => {
    const { finds, deliver, outbox, pass } = await world({ slackApiUrl: 'http://127.0.0.1:1/api/' });
    await finds('net', drift(1, 'net'), drift(2, 'net', { difference: { path: 'tags' } }));
    for (let i = 0; i < 21; i += 1) {
      await deliver();
      pass(61);
    }
    const first = await outbox.deliveries({ ...ALL, limit: 1 });
    const second = await outbox.deliveries({ ...ALL, limit: 1, after: first.next });
    expect(first).toMatchObject({ total: 2, deliveries: [{ state: 'dead' }] });
    expect(second).toMatchObject({ total: 2, next: null, deliveries: [{ state: 'dead' }] });
    expect(second.deliveries[0]?.problem).toMatch(/^Given up after 20 attempts/);
  });

  it('belong to one worker at a time: who comes late writes nothing', async () => {
    const { finds, outbox, now, pass } = await world();
    await finds('net', drift(1, 'net'));
    const first = await outbox.claim(now().toISOString(), 60_000);
    expect(first).toMatchObject({ attempts: 1, maybeSentSince: null });
    expect(await outbox.claim(now().toISOString(), 60_000)).toBeNull();
    pass(2);
    const second = await outbox.claim(now().toISOString(), 60_000);
    expect(second).toMatchObject({ attempts: 2, maybeSentSince: new Date(START).toISOString() });
    if (first === null || second === null) throw new Error('Nothing was due.');
    const end = { kind: 'delivered', reference: 'C:1', note: null } as const;
    expect(await outbox.settle(first, end, now().toISOString())).toBe(false);
    expect(await outbox.settle(second, end, now().toISOString())).toBe(true);
  });

  it('say what became of them when their channel is removed, and go on in another', async () => {
    const { finds, deliver, outbox, now } = await world();
    await finds('net', drift(1, 'net'));
    await outbox.saveChannel(channel({ id: 'other', name: 'other' }));
    expect(await outbox.removeChannel('ops', now().toISOString())).toBe(true);
    const [dead] = (await outbox.deliveries(ALL)).deliveries;
    expect(dead).toMatchObject({ state: 'dead', problem: 'The channel was removed.', channel: null });
    await finds('net', drift(1, 'net'));
    expect(await deliver()).toBe(1);
  });

  it('find one default channel and one channel of a name', async () => {
    const { outbox } = await world();
    expect(await outbox.saveChannel(channel({ id: 'b', name: 'b' }))).toBe(true);
    expect(await outbox.saveChannel(channel({ id: 'c', name: 'b' }))).toBe(false);
    expect((await outbox.channels()).map(({ name, isDefault }) => [name, isDefault])).toEqual([
      ['b', true],
      ['ops', false],
    ]);
  });
});
