import type { KnownBlock } from '@slack/web-api';
import { messageTitle } from '#domain/notice/message-title.ts';
import { LIMITS, type NoticeMessage } from '#domain/notice/notice-message.ts';
import { shorten } from '#domain/drift/text/shorten.ts';

/** Slack refuses a text block over 3,000 characters. */
const SECTION = 2_900;

/**
 * Block Kit. Everything from outside stands in `plain_text`, which knows no links, mentions or formatting; the one link
 * is Kedge's own, and a mention is made of an id that Slack gave.
 * @param member who is mentioned; null: nobody
 */
export function slackBlocks(message: NoticeMessage, member: string | null = null): KnownBlock[] {
  const { lines, facts, link } = message;
  return [
    { type: 'header', text: plain(shorten(messageTitle(message), LIMITS.title)) },
    ...(member === null
      ? []
      : [{ type: 'section' as const, text: { type: 'mrkdwn' as const, text: `<@${member}>` } }]),
    ...(lines.length === 0 ? [] : [section(lines.join('\n'))]),
    ...(facts.length === 0
      ? []
      : [
          {
            type: 'section' as const,
            fields: facts.map(({ name, value }) => plain(`${name}: ${value}`)),
          },
        ]),
    ...(link === null
      ? []
      : [
          {
            type: 'section' as const,
            text: { type: 'mrkdwn' as const, text: `<${urlText(link.url)}|${escaped(link.text)}>` },
          },
        ]),
  ];
}

/** What a notification on a screen shows; marks of Slack's own language are escaped. */
export const slackText = (message: NoticeMessage, member: string | null = null): string =>
  `${member === null ? '' : `<@${member}> `}${escaped(messageTitle(message))}`;

const section = (text: string): KnownBlock => ({ type: 'section', text: plain(shorten(text, SECTION)) });

const plain = (text: string) => ({ type: 'plain_text' as const, text, emoji: false });

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** A bar or an angle bracket would end the address early. */
const urlText = (url: string): string =>
  url.replaceAll('|', '%7C').replaceAll('<', '%3C').replaceAll('>', '%3E').replaceAll('&', '&amp;');
