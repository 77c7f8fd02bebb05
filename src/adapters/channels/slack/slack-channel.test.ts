import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { message } from '#domain/notice/message-for-test.ts';
import type { Delivered, DeliveryMark } from '#ports/channel.ts';
import { STAND_IN_CHANNEL, STAND_IN_TOKEN, slackStandIn, type SlackStandIn } from '#test/slack-stand-in.ts';
import { slackChannel } from './slack-channel.ts';

let slack: SlackStandIn;
beforeEach(async () => {
  slack = await slackStandIn();
});
afterEach(() => slack.close());

const open = (over: Partial<Parameters<typeof slackChannel>[0]> = {}) =>
  slackChannel({ token: STAND_IN_TOKEN, conversation: STAND_IN_CHANNEL, apiUrl: slack.apiUrl, ...over });

const mark = (id: string, over: Partial<DeliveryMark> = {}): DeliveryMark => ({
  id,
  notice: 'n1',
  kind: 'post',
  about: null,
  maybeSentSince: null,
  ...over,
});

const referenceOf = (outcome: Delivered): string => {
  if (outcome.kind !== 'delivered' || outcome.reference === null) throw new Error(JSON.stringify(outcome));
  return outcome.reference;
};

describe('a channel of Slack', () => {
  it('posts once, writes over it, answers in its thread, and closes it', async () => {
    const channel = open();
    const reference = referenceOf(await channel.send(message(), mark('d1')));
    await channel.update(reference, message({ title: 'now in 3 stacks' }), mark('d2', { kind: 'edit' }));
    const replied = await channel.reply(reference, message({ title: 'it got worse' }), mark('d3'));
    expect(referenceOf(replied)).toBe(reference);
    await channel.close(reference, message({ status: 'closed' }), mark('d4', { kind: 'close' }));
    const [head, reply, ...more] = slack.messages();
    expect(more).toEqual([]);
    expect(head).toMatchObject({
      edits: 2,
      thread: null,
      text: 'Closed: aws_security_group.web ingress changed',
    });
    expect(reply).toMatchObject({ thread: head?.ts, text: 'HIGH: it got worse' });
  });

  it('lets no value of a resource become a mention, a link or formatting', async () => {
    const hostile = '<!channel> <https://evil.example|click> *bold* &amp;';
    await open().send(
      message({ title: hostile, lines: [hostile], facts: [{ name: 'Owner', value: hostile }] }),
      mark('d1'),
    );
    const [sent] = slack.messages();
    expect(sent?.text).toBe('HIGH: &lt;!channel&gt; &lt;https://evil.example|click&gt; *bold* &amp;amp;');
    const kinds = JSON.stringify(sent?.blocks).matchAll(/"type":"(plain_text|mrkdwn)","text":"([^"]*)/g);
    for (const [, kind, text] of kinds) expect(kind === 'plain_text' || !text?.includes('evil')).toBe(true);
  });

  it('waits as long as Slack asks', async () => {
    slack.answer({ status: 429, headers: { 'retry-after': '37' } });
    expect(await open().send(message(), mark('d1'))).toStrictEqual({
      kind: 'later',
      afterMs: 37_000,
      why: 'Slack asks to wait',
      maybeArrived: false,
    });
    expect(slack.received).toHaveLength(1);
  });

  it('gives up on what will not pass, and says what to do', async () => {
    expect(await open({ token: 'xoxb-wrong' }).send(message(), mark('d1'))).toMatchObject({
      kind: 'refused',
      why: expect.stringContaining('invalid_auth') as string,
    });
    expect(await open({ conversation: 'C9999999999' }).send(message(), mark('d1'))).toMatchObject({
      kind: 'refused',
      why: expect.stringContaining('Check its id') as string,
    });
    expect(await open().update(`${STAND_IN_CHANNEL}:1.0`, message(), mark('d1'))).toMatchObject({
      kind: 'refused',
      why: expect.stringContaining('deleted in Slack') as string,
    });
  });

  it('tries again after a trouble of Slack or of the line, and never says the token', async () => {
    slack.answer({ status: 503 }, 'cut');
    const outcomes = [await open().send(message(), mark('d1')), await open().send(message(), mark('d2'))];
    const nowhere = open({ apiUrl: 'http://127.0.0.1:1/api/' });
    const slow = open({ timeoutMs: 200 });
    outcomes.push(await nowhere.send(message(), mark('d3')));
    slack.answer('silence');
    outcomes.push(await slow.send(message(), mark('d4')));
    expect(outcomes.map(({ kind }) => kind)).toEqual(['later', 'later', 'later', 'later']);
    expect(JSON.stringify(outcomes)).not.toContain(STAND_IN_TOKEN);
  });

  it('finds what was sent before the line broke, and does not send it twice', async () => {
    slack.answer('cut');
    const channel = open();
    expect(await channel.send(message(), mark('d1'))).toMatchObject({ kind: 'later', maybeArrived: true });
    const again = mark('d1', { maybeSentSince: '2026-03-01T12:00:00.000Z' });
    const reference = referenceOf(await channel.send(message(), again));
    expect(slack.messages()).toHaveLength(1);
    expect(reference).toBe(`${STAND_IN_CHANNEL}:${slack.messages()[0]?.ts}`);
    slack.answer('cut');
    await channel.reply(reference, message(), mark('d2'));
    await channel.reply(reference, message(), mark('d2', { maybeSentSince: '2026-03-01T12:00:00.000Z' }));
    expect(slack.messages().map(({ delivery }) => delivery)).toEqual(['d1', 'd2']);
  });

  it('sends it again where it may not look: two are better than none', async () => {
    slack.answer('cut');
    slack.forbidHistory();
    const channel = open();
    await channel.send(message(), mark('d1'));
    await channel.send(message(), mark('d1', { maybeSentSince: '2026-03-01T12:00:00.000Z' }));
    expect(slack.messages()).toHaveLength(2);
  });

  it('fits into what Slack takes, whatever the length', async () => {
    const long = message({
      title: 'x'.repeat(150),
      lines: Array.from({ length: 12 }, () => 'y'.repeat(300)),
      facts: Array.from({ length: 8 }, () => ({ name: 'n'.repeat(40), value: 'v'.repeat(200) })),
    });
    expect(await open().send(long, mark('d1'))).toMatchObject({ kind: 'delivered' });
  });
});
