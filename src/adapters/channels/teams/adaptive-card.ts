import type { NoticeMessage } from '#domain/notice/notice-message.ts';
import { messageTitle } from '#domain/notice/message-title.ts';

/** Teams refuses more than 28 KB; what is around the card takes some of it. */
const MOST_BYTES = 24 * 1024;

/**
 * What the Teams workflow "when a webhook request is received" takes: a message with one Adaptive Card. Texts are runs
 * of a RichTextBlock, which knows no Markdown: a name of a resource must not become a link or a mention.
 */
export function teamsMessage(message: NoticeMessage): string {
  for (let kept = message.lines.length; kept > 0; kept -= 1) {
    const text = JSON.stringify(envelope({ ...message, lines: message.lines.slice(0, kept) }));
    if (Buffer.byteLength(text) <= MOST_BYTES) return text;
  }
  return JSON.stringify(envelope({ ...message, lines: [], facts: [] }));
}

const envelope = (message: NoticeMessage): unknown => ({
  type: 'message',
  attachments: [
    {
      contentType: 'application/vnd.microsoft.card.adaptive',
      contentUrl: null,
      content: card(message),
    },
  ],
});

const card = (message: NoticeMessage): unknown => ({
  $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
  type: 'AdaptiveCard',
  version: '1.4',
  msteams: { width: 'Full' },
  body: [
    block([run(messageTitle(message), { weight: 'Bolder', size: 'Medium', color: colorOf(message) })]),
    ...message.lines.map((line) => block([run(line)])),
    ...message.facts.map(({ name, value }) => block([run(`${name}: `, { weight: 'Bolder' }), run(value)])),
  ],
  actions:
    message.link === null
      ? []
      : [{ type: 'Action.OpenUrl', title: message.link.text, url: message.link.url }],
});

const block = (inlines: readonly unknown[]): unknown => ({ type: 'RichTextBlock', inlines });

const run = (text: string, style: Readonly<Record<string, string>> = {}): unknown => ({
  type: 'TextRun',
  text,
  ...style,
});

function colorOf({ status, severity }: NoticeMessage): string {
  if (status === 'closed') return 'Good';
  if (severity === 'critical' || severity === 'high') return 'Attention';
  return severity === 'medium' ? 'Warning' : 'Default';
}
