import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { SlackReply, typedText } from './slack-event.ts';
import { signedBySlack } from './slack-signature.ts';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const AT = 1_531_420_618;

describe('the signature of Slack', () => {
  const headers = (signature: string, timestamp = String(AT)) => {
    const all: Readonly<Record<string, string>> = {
      'x-slack-signature': signature,
      'x-slack-request-timestamp': timestamp,
    };
    return (name: string) => all[name];
  };
  const sign = (body: string, timestamp = String(AT), secret = 'signing') =>
    `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex')}`;
  const asked = (body: string, header: ReturnType<typeof headers>, nowMs = AT * 1000) =>
    signedBySlack('signing', header, utf8(body), nowMs);

  it('is over the time and the very bytes, and is good for five minutes on both sides', () => {
    const body = '{"a": "ü"}';
    expect(asked(body, headers(sign(body)))).toBe('good');
    expect(asked(body, headers(sign(body)), (AT + 300) * 1000)).toBe('good');
    expect(asked(body, headers(sign(body)), (AT + 301) * 1000)).toBe('old');
    expect(asked(body, headers(sign(body)), (AT - 301) * 1000)).toBe('old');
  });

  it('is wrong for another body, time, secret, version or form', () => {
    const body = '{}';
    expect(asked('{} ', headers(sign(body)))).toBe('wrong');
    expect(asked(body, headers(sign(body), String(AT + 1)))).toBe('wrong');
    expect(asked(body, headers(sign(body, String(AT), 'another')))).toBe('wrong');
    expect(asked(body, headers(sign(body).replace('v0=', 'v1=')))).toBe('wrong');
    expect(asked(body, headers(''))).toBe('wrong');
    expect(asked(body, () => undefined)).toBe('wrong');
    expect(asked(body, headers(sign(body, '1e9'), '1e9'))).toBe('wrong');
  });
});

describe('what Slack tells of a message', () => {
  const reply = {
    type: 'message',
    channel: 'C0123456789',
    user: 'U1',
    ts: '1780000002.000100',
    thread_ts: '1780000001.000100',
    text: 'approve',
  };

  it('is taken of a person in a thread, also when it was sent to the channel, too', () => {
    expect(SlackReply.safeParse(reply).success).toBe(true);
    expect(SlackReply.safeParse({ ...reply, subtype: 'thread_broadcast' }).success).toBe(true);
  });

  it.each([
    ['a program', { bot_id: 'B1' }],
    ['an edit', { subtype: 'message_changed' }],
    ['a message of its own', { thread_ts: undefined }],
    ['nobody', { user: undefined }],
    ['a forged time', { thread_ts: '1:2' }],
  ])('is left alone of %s', (_of, over) => {
    expect(SlackReply.safeParse({ ...reply, ...over }).success).toBe(false);
  });

  it.each([
    ['<@U0KEDGE> hold a &lt;b&gt; &amp; c', 'hold a <b> & c'],
    ['`revert` see <https://example.com/x|the graph>', 'revert see https://example.com/x'],
    ['hold <@U2|bo> and <#C1|ops> say so to <mailto:a@b.c|a@b.c>', 'hold bo and ops say so to a@b.c'],
    ['hold <!here> now', 'hold !here now'],
    ['*approve*', 'approve'],
  ])('%j was typed as %j', (text, typed) => {
    expect(typedText(text)).toBe(typed);
  });
});
