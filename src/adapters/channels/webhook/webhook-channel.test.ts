import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { message } from '#domain/notice/message-for-test.ts';
import type { Channel, DeliveryMark } from '#ports/channel.ts';
import { httpReceiver, type HttpReceiver } from '#test/http-receiver.ts';
import { webhookChannel, type WebhookParts } from './webhook-channel.ts';

const SECRET = 'a-secret-of-the-receiver';
const NOW = new Date('2026-03-01T12:00:00.000Z');

let receiver: HttpReceiver;
beforeEach(async () => {
  receiver = await httpReceiver();
});
afterEach(() => receiver.close());

interface Given extends Partial<Omit<WebhookParts, 'settings'>> {
  readonly url?: string;
  readonly allow_private?: boolean;
}

function open({ url = receiver.url, allow_private = true, ...parts }: Given = {}): Channel {
  const opened = webhookChannel({
    settings: { kind: 'webhook', url, secret: { env: 'KEDGE_SECRET_HOOK' }, allow_private },
    secret: SECRET,
    now: () => NOW,
    ...parts,
  });
  if ('problem' in opened) throw new Error(opened.problem);
  return opened.channel;
}

const mark: DeliveryMark = { id: 'd1', notice: 'n1', kind: 'post', about: null, maybeSentSince: null };

describe('a webhook of a team', () => {
  it('gets JSON with an id, a time and a signature over both', async () => {
    expect(await open().send(message(), mark)).toStrictEqual({ kind: 'delivered', reference: 'n1' });
    const [got] = receiver.received;
    expect(got?.headers).toMatchObject({ 'webhook-id': 'd1', 'webhook-timestamp': '1772366400' });
    const expected = createHmac('sha256', SECRET).update(`d1.1772366400.${got?.body}`).digest('base64');
    expect(got?.headers['webhook-signature']).toBe(`v1,${expected}`);
    expect(JSON.parse(got?.body ?? '')).toStrictEqual({
      id: 'd1',
      type: 'notice.post',
      notice: 'n1',
      message: message(),
    });
    expect(JSON.stringify(got)).not.toContain(SECRET);
  });

  it('is not sent where the channel does not allow it, also by a name that leads there', async () => {
    const refused = { kind: 'refused' };
    expect(await open({ allow_private: false }).send(message(), mark)).toMatchObject(refused);
    for (const host of [
      '127.0.0.1',
      '[::1]',
      '0x7f.1',
      '2130706433',
      '169.254.169.254',
      '[::ffff:10.0.0.1]',
    ]) {
      const channel = open({ url: `https://${host}:${receiver.port}/`, allow_private: false });
      expect(await channel.send(message(), mark), host).toMatchObject(refused);
    }
    const leadsInside = open({
      url: `https://hooks.example.com:${receiver.port}/`,
      allow_private: false,
      resolve: () => Promise.resolve(['93.184.216.34', '10.0.0.1']),
    });
    expect(await leadsInside.send(message(), mark)).toMatchObject({
      ...refused,
      why: expect.stringContaining('hooks.example.com (10.0.0.1) lies in a private network') as string,
    });
    expect(receiver.received).toEqual([]);
  });

  it('goes to the address that was looked at, however the name answers later', async () => {
    const answers = [['127.0.0.1'], ['169.254.169.254']];
    const channel = open({
      url: `http://rebinding.example:${receiver.port}/hook?x=1`,
      resolve: () => Promise.resolve(answers.shift() ?? []),
    });
    expect(await channel.send(message(), mark)).toMatchObject({ kind: 'delivered' });
    expect(receiver.received[0]?.headers['host']).toBe(`rebinding.example:${receiver.port}`);
    expect(answers).toHaveLength(1);
    expect(await channel.send(message(), mark)).toMatchObject({ kind: 'refused' });
    expect(receiver.received).toHaveLength(1);
  });

  it('follows no redirect', async () => {
    const elsewhere = await httpReceiver();
    receiver.answer({ status: 307, headers: { location: elsewhere.url } });
    expect(await open().send(message(), mark)).toMatchObject({
      kind: 'refused',
      why: expect.stringContaining('redirects are not followed') as string,
    });
    expect(elsewhere.received).toEqual([]);
    await elsewhere.close();
  });

  it('tells what passes from what does not', async () => {
    receiver.answer(
      { status: 500 },
      { status: 429, headers: { 'retry-after': '12' } },
      { status: 503, headers: { 'retry-after': 'Sun, 01 Mar 2026 12:01:00 GMT' } },
      { status: 404 },
      'cut',
      'silence',
    );
    const channel = open({ timeoutMs: 300 });
    const outcomes = [];
    for (let i = 0; i < 6; i += 1) outcomes.push(await channel.send(message(), mark));
    expect(outcomes).toMatchObject([
      { kind: 'later', afterMs: null, maybeArrived: true },
      { kind: 'later', afterMs: 12_000, maybeArrived: false },
      { kind: 'later', afterMs: 60_000 },
      { kind: 'refused', why: 'it answered 404' },
      { kind: 'later', maybeArrived: true },
      { kind: 'later', maybeArrived: true, why: 'no answer within 0.3 s' },
    ]);
    const nobody = open({ url: 'http://127.0.0.1:1/' });
    expect(await nobody.send(message(), mark)).toMatchObject({ kind: 'later', maybeArrived: false });
  });

  it('does not read an answer without end', async () => {
    receiver.answer({ status: 200, body: 'x'.repeat(5_000_000) });
    expect(await open().send(message(), mark)).toMatchObject({ kind: 'delivered' });
  });

  it('wants a secret that cannot be guessed', () => {
    const opened = webhookChannel({
      settings: {
        kind: 'webhook',
        url: receiver.url,
        secret: { env: 'KEDGE_SECRET_HOOK' },
        allow_private: true,
      },
      secret: 'short',
      now: () => NOW,
    });
    expect(opened).toMatchObject({ problem: expect.stringContaining('shorter than 16') as string });
  });
});
