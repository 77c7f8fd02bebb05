import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { message } from '#domain/notice/message-for-test.ts';
import type { Channel } from '#ports/channel.ts';
import { httpReceiver, type HttpReceiver } from '#test/http-receiver.ts';
import { teamsChannel } from './teams-channel.ts';

let receiver: HttpReceiver;
beforeEach(async () => {
  receiver = await httpReceiver(() => ({ status: 202 }));
});
afterEach(() => receiver.close());

const KEY = 'the-key-of-the-workflow';
const mark = { id: 'd1', notice: 'n1', kind: 'post', about: null, maybeSentSince: null } as const;

function open(over: Partial<Parameters<typeof teamsChannel>[0]> = {}): Channel {
  const url = `${receiver.url}/workflows/1?sig=${KEY}`;
  const opened = teamsChannel({ url, now: () => new Date(), allowPrivate: true, ...over });
  if ('problem' in opened) throw new Error(opened.problem);
  return opened.channel;
}

const sent = (): string => receiver.received.at(-1)?.body ?? '';

describe('Microsoft Teams by a workflow', () => {
  it('gets a message with one Adaptive Card', async () => {
    expect(await open().send(message(), mark)).toStrictEqual({ kind: 'delivered', reference: null });
    expect(JSON.parse(sent())).toMatchObject({
      type: 'message',
      attachments: [
        {
          contentType: 'application/vnd.microsoft.card.adaptive',
          content: {
            type: 'AdaptiveCard',
            version: '1.4',
            body: [{ inlines: [{ text: 'HIGH: aws_security_group.web ingress changed' }] }, {}, {}],
            actions: [{ type: 'Action.OpenUrl', url: message().link?.url }],
          },
        },
      ],
    });
  });

  it('shows values as runs of text, which know no Markdown', async () => {
    await open().send(message({ lines: ['[click](https://evil.example) <at>all</at>'] }), mark);
    const { attachments } = JSON.parse(sent()) as {
      attachments: [{ content: { body: { type: string }[] } }];
    };
    expect(new Set(attachments[0].content.body.map(({ type }) => type))).toEqual(new Set(['RichTextBlock']));
  });

  it('stays below what Teams takes', async () => {
    const lines = Array.from({ length: 12 }, () => '語'.repeat(1_500));
    await open().send(message({ lines }), mark);
    expect(Buffer.byteLength(sent())).toBeLessThan(28 * 1024);
    expect(sent()).toContain('語');
  });

  it('says nothing of its address, which is the key', async () => {
    receiver.answer({ status: 401 }, 'cut', { status: 429, headers: { 'retry-after': '5' } });
    const outcomes = [];
    for (let i = 0; i < 3; i += 1) outcomes.push(await open().send(message(), mark));
    outcomes.push(await open({ allowPrivate: false }).send(message(), mark));
    expect(outcomes).toMatchObject([
      { kind: 'refused', why: 'it answered 401' },
      { kind: 'later', maybeArrived: true },
      { kind: 'later', afterMs: 5_000 },
      { kind: 'refused' },
    ]);
    expect(JSON.stringify(outcomes)).not.toContain(KEY);
  });
});
