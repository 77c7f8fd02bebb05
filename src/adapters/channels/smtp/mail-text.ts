import { messageTitle } from '#domain/notice/message-title.ts';
import type { NoticeMessage } from '#domain/notice/notice-message.ts';

/** Plain text: nothing in it can be loaded, clicked into another place or hidden. */
export function mailText(message: NoticeMessage): string {
  const { lines, facts, link } = message;
  return [
    messageTitle(message),
    '',
    ...lines,
    ...(facts.length === 0 ? [] : ['', ...facts.map(({ name, value }) => `${name}: ${value}`)]),
    ...(link === null ? [] : ['', `${link.text}: ${link.url}`]),
    '',
    '-- ',
    'Kedge',
    '',
  ].join('\n');
}

export const mailSubject = (message: NoticeMessage): string => `[kedge] ${messageTitle(message)}`;
