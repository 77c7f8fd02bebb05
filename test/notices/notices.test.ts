import { afterEach, beforeEach, expect, it } from 'vitest';
import { slackStandIn, type SlackStandIn } from '#test/slack-stand-in.ts';
import { onBothDatabases } from '#test/both-databases.ts';
import { channel, drift, noticeWorld, START } from './notice-world.ts';

let slack: SlackStandIn;
beforeEach(async () => {
  slack = await slackStandIn();
});
afterEach(() => slack.close());

const texts = (): readonly string[] => slack.messages().map(({ text }) => text);
const shown = (index: number): string => JSON.stringify(slack.messages()[index]?.blocks);

onBothDatabases('notices', (database) => {
  const world = (over = {}) => noticeWorld(database(), { slackApiUrl: slack.apiUrl, ...over });

  it('are one message for one cause, over resources and stacks, written over as it changes', async () => {
    const { finds, deliver, pass } = await world();
    await finds('net', drift(1, 'net'), drift(2, 'net'));
    expect(await deliver()).toBe(1);
    expect(texts()).toEqual([
      'HIGH: aws_security_group.web_1 ingress[0].cidr_blocks[0] and 1 other resource changed alike',
    ]);
    expect(shown(0)).toContain('https://kedge.example.com/drift/shop/000000000001');
    expect(shown(0)).toContain('Owner: @net');
    pass(60);
    await finds('web', drift(3, 'web'));
    expect(await deliver()).toBe(1);
    expect(slack.messages()).toHaveLength(1);
    expect(shown(0)).toContain('3 differences of 3 resources in 2 stacks');
  });

  it('say nothing when a scan finds what is known', async () => {
    const { finds, deliver, pass } = await world();
    await finds('net', drift(1, 'net'));
    await deliver();
    pass(60);
    await finds('net', drift(1, 'net', { lastSeen: new Date(START + 3_600_000).toISOString() }));
    expect(await deliver()).toBe(0);
    expect(slack.received).toHaveLength(1);
  });

  it('are told once about a difference whose value goes on changing', async () => {
    const { finds, deliver } = await world();
    await finds('net', drift(1, 'net'));
    await deliver();
    await finds('net', drift(1, 'net', { difference: { reality: { kind: 'value', value: '1.2.3.0/24' } } }));
    await deliver();
    expect(slack.messages()).toHaveLength(1);
    expect(shown(0)).toContain('1.2.3.0/24');
  });

  it('call again in the thread when it gets worse, and are closed when it is verified', async () => {
    const { finds, deliver } = await world();
    await finds('net', drift(1, 'net'));
    await deliver();
    await finds('net', drift(1, 'net', { difference: { severity: 'critical' } }));
    await deliver();
    expect(texts()[1]).toContain('CRITICAL: It got worse: ');
    const end = { decidedAt: new Date(START).toISOString(), closedAt: new Date(START).toISOString() };
    await finds('net', drift(1, 'net', { state: 'verified', ...end, difference: { severity: 'critical' } }));
    await deliver();
    expect(texts()[0]).toMatch(/^Closed: /);
    expect(shown(0)).toContain('1 acted on and verified by a fresh read');
    expect(slack.messages()).toHaveLength(2);
  });

  it('never call over what was only accepted, and say so', async () => {
    const { finds, deliver } = await world();
    await finds('net', drift(1, 'net'), drift(2, 'net'));
    await deliver();
    await finds('net', drift(1, 'net', { state: 'accepted' }), drift(2, 'net', { state: 'resolved' }));
    await deliver();
    expect(shown(0)).toContain('1 gone by itself, seen by a fresh read');
    expect(shown(0)).toContain('1 accepted until a day');
    expect(shown(0)).not.toContain('verified');
  });

  it('come back in the same thread within a day, and stop calling when it flaps', async () => {
    const { finds, deliver, pass } = await world();
    const closed = { state: 'resolved', closedAt: new Date(START).toISOString() } as const;
    await finds('net', drift(1, 'net'));
    await deliver();
    for (const toggles of [1, 2, 3]) {
      pass(60);
      await finds('net', drift(1, 'net', closed));
      await deliver();
      pass(60);
      const at = new Date(START + toggles * 7_200_000).toISOString();
      await finds('net', drift(1, 'net', { toggles: Array.from({ length: toggles }, () => at) }));
      await deliver();
    }
    // Called twice about its coming back, and at the third time it flaps.
    expect(texts().map((text) => text.includes('Back again'))).toEqual([false, true, true]);
    expect(shown(0)).toContain('It comes and goes');
    expect(shown(0)).toContain('came back 3 times');
    pass(2 * 24 * 60);
    await finds('net', drift(1, 'net', closed));
    pass(2 * 24 * 60);
    await finds('net', drift(1, 'net'));
    await deliver();
    expect(slack.messages().filter(({ thread }) => thread === null)).toHaveLength(2);
  });

  it('call something flapping when the kedge.yaml of its source does', async () => {
    const { finds, deliver, pass } = await world({
      flapping: { flapWindowMs: 24 * 3_600_000, flapToggles: 2 },
    });
    const closed = { state: 'resolved', closedAt: new Date(START).toISOString() } as const;
    const at = new Date(START + 7_200_000).toISOString();
    await finds('net', drift(1, 'net'));
    await deliver();
    pass(60);
    await finds('net', drift(1, 'net', closed));
    await deliver();
    pass(60);
    await finds('net', drift(1, 'net', { toggles: [at, at] }));
    await deliver();
    expect(texts()).toHaveLength(1);
    expect(shown(0)).toContain('It comes and goes');
  });

  it('do not call at each one more, but when it spreads', async () => {
    const { finds, deliver } = await world();
    const some = (count: number) => Array.from({ length: count }, (_, i) => drift(i + 1, 'net'));
    await finds('net', ...some(2));
    await finds('net', ...some(4));
    await deliver();
    await finds('net', ...some(6));
    await deliver();
    expect(slack.messages()).toHaveLength(1);
    await finds('net', ...some(20));
    await deliver();
    expect(texts()[1]).toContain('It spreads');
  });

  it('wait for the digest when they are mild, and nothing is said on a quiet day', async () => {
    const { finds, deliver, pass, tend } = await world();
    const low = { difference: { severity: 'low' as const, path: 'tags.team' } };
    await finds('net', drift(1, 'net', low));
    await tend();
    expect(await deliver()).toBe(0);
    pass(24 * 60);
    await tend();
    await tend();
    expect(await deliver()).toBe(1);
    expect(texts()).toEqual(['LOW: Digest: 1 open, 1 new or changed, 0 over']);
    pass(24 * 60);
    await tend();
    expect(await deliver()).toBe(0);
    await finds('net', drift(1, 'net', { ...low, state: 'resolved' }));
    pass(3 * 24 * 60);
    await tend();
    expect(await deliver()).toBe(1);
    expect(texts()[1]).toBe('Digest: 0 open, 0 new or changed, 1 over');
  });

  it('tell many stacks that are unknown for one reason in one message, and end it when they are read', async () => {
    const { unknown, finds, deliver } = await world({ immediate: 'low' });
    await unknown('net', 'unauthorised');
    await unknown('web', 'unauthorised');
    await deliver();
    expect(texts()).toEqual(['MEDIUM: 2 stacks are unknown: the credentials may not read everything']);
    await finds('net');
    await finds('web');
    await deliver();
    expect(texts()).toHaveLength(1);
    expect(texts()[0]).toMatch(/^Closed/);
  });

  it('tell of a stack that grew stale, also when nobody was there when it did', async () => {
    const { deliver, tend, finds } = await world();
    await database().run(
      `update kedge.fleet_stack set stale_since = '2026-03-02T08:00:00Z' where stack = 'net'`,
    );
    await tend();
    await tend();
    await deliver();
    expect(texts()).toEqual(['HIGH: Stack net is stale: nothing has read it for too long']);
    await database().run(`update kedge.fleet_stack set stale_since = null`);
    await finds('net');
    await deliver();
    expect(texts()[0]).toMatch(/^Closed/);
  });

  it('tell of a stale stack once, whatever fails after that, until a scan reads it', async () => {
    const { deliver, finds, unknown, pass } = await world({ immediate: 'low' });
    await unknown('net', 'stale');
    await database().run(
      `update kedge.fleet_stack set stale_since = '2026-03-02T08:00:00Z' where stack = 'net'`,
    );
    pass(60);
    await unknown('net', 'unauthorised');
    await deliver();
    expect(texts()).toEqual(['HIGH: Stack net is stale: nothing has read it for too long']);
    expect(shown(0)).toContain('net: the credentials may not read everything');
    pass(60);
    // The fleet forgets that it was stale only after this.
    await finds('net');
    await deliver();
    expect(texts()).toHaveLength(1);
    expect(texts()[0]).toMatch(/^Closed/);
  });

  it('go to exactly one channel, and say when there is none or two', async () => {
    const { finds, deliver, outbox, tend } = await world({
      noChannel: true,
      stackChannels: { web: '#ops, #net' },
    });
    await finds('net', drift(1, 'net'));
    await finds('web', drift(2, 'web'));
    expect(await deliver()).toBe(0);
    const dead = await outbox.deliveries({ state: 'dead', channel: null, limit: 10, after: null });
    expect(dead.deliveries.map(({ problem }) => problem)).toEqual([
      expect.stringContaining('it must be exactly one'),
      expect.stringContaining('there is no default'),
    ]);
    await outbox.saveChannel(channel());
    await tend();
    expect(await deliver()).toBe(1);
    expect(texts()).toHaveLength(1);
    const left = await outbox.deliveries({ state: 'dead', channel: null, limit: 10, after: null });
    expect(left.deliveries.map(({ message }) => message.title)).toEqual(['Nobody is told of the stack web']);
  });

  it('go where kedge.yaml says, else where the source says, and not to the default then', async () => {
    const { finds, outbox } = await world({ sourceChannel: 'shop', stackChannels: { web: '#Web' } });
    await outbox.saveChannel(channel({ id: 'shop', name: 'shop', isDefault: false }));
    await outbox.saveChannel(channel({ id: 'web', name: 'web', isDefault: false }));
    await finds('net', drift(1, 'net'));
    await finds('web', drift(2, 'web'));
    const { deliveries } = await outbox.deliveries({
      state: 'waiting',
      channel: null,
      limit: 9,
      after: null,
    });
    expect(deliveries.map((delivery) => delivery.channel?.name)).toEqual(['web', 'shop']);
  });

  it('call about what nobody decides: critical each day, high every third, and no more once it is decided', async () => {
    const { finds, deliver, pass, tend } = await world();
    const critical = { difference: { severity: 'critical' as const } };
    await finds('net', drift(1, 'net', critical));
    await deliver();
    pass(23 * 60);
    await tend();
    pass(2 * 60);
    await tend();
    await tend();
    await deliver();
    expect(texts().filter((text) => text.includes('Still undecided'))).toHaveLength(1);
    await finds('net', drift(1, 'net', { ...critical, state: 'approved' }));
    pass(5 * 24 * 60);
    await tend();
    await deliver();
    expect(texts().filter((text) => text.includes('Still undecided'))).toHaveLength(1);
    expect(shown(0)).toContain('Decided: 1 of 1');
  });
});
