import { inSentence } from '#domain/decision/record-text.ts';
import { messageTitle } from '#domain/notice/message-title.ts';
import type { NoticeMessage } from '#domain/notice/notice-message.ts';
import { spokenName } from '#domain/notice/spoken-name.ts';
import { instantText } from '#domain/notice/words.ts';

const RULE = '\n---\n';

/** The file with where the change stands at its top, and everything that was said below it as it is. */
export function withHead(text: string, message: NoticeMessage): string {
  const said = text.includes(RULE) ? text.slice(text.indexOf(RULE)) : RULE;
  return `${headOf(message)}${said}`;
}

/** The file with one more word at its end, unless it is there already. */
export function withReply(text: string, message: NoticeMessage, delivery: string): string {
  const mark = `<!-- ${delivery.replaceAll(/[^\w.-]/g, '')} -->`;
  if (text.includes(mark)) return text;
  const above = text.includes(RULE) ? text : `${headOf(message)}${RULE}`;
  return `${above}\n${mark}\n**${inSentence(message.title)}** (${instantText(message.at)})\n\n${bodyOf({ ...message, link: null })}`;
}

const headOf = (message: NoticeMessage): string =>
  [
    `# ${inSentence(messageTitle(message))}`,
    '',
    `As it stood at ${instantText(message.at)}. What was said stands below.`,
    '',
    bodyOf(message),
  ].join('\n');

function bodyOf({ lines, facts, link, calls }: NoticeMessage): string {
  const called = calls === null ? [] : [`For ${inSentence(spokenName(calls.who))}.`, ''];
  const listed = facts.map(({ name, value }) => `- ${inSentence(name)}: ${inSentence(value)}`);
  return [
    ...called,
    // Lines of one quote would run into each other.
    lines.map((line) => `> ${inSentence(line)}`).join('\n>\n'),
    ...(listed.length === 0 ? [] : ['', ...listed]),
    ...(link === null ? [] : ['', `[${inSentence(link.text)}](<${link.url}>)`]),
    '',
  ].join('\n');
}
