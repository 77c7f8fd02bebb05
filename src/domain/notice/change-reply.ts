import { callIn, type CallKind } from '../change/call-event.ts';
import type { Change, ChangeEvent } from '../change/change.ts';
import { KEDGE } from '../change/act-on-change.ts';
import { changeBounded, changeCommon, type ChangeSubject } from './change-text.ts';
import type { NoticeMessage } from './notice-message.ts';
import { spokenName } from './spoken-name.ts';
import { textLines } from './text-lines.ts';
import { instantText } from './words.ts';

/** What a person did, for a sentence. What is not here, such as an opening, is told by the message itself. */
const DID: Readonly<Record<string, (id: string) => string>> = {
  redeclared: (id) => `declared ${id} anew`,
  checked: (id) => `checked ${id}`,
  approved: (id) => `approved ${id}`,
  started: (id) => `started ${id}`,
  held: (id) => `held ${id}`,
  promoted: (id) => `promoted ${id}`,
  extended: (id) => `extended the watch of ${id}`,
  overridden: (id) => `overrode the verdict of ${id}`,
  reverting: (id) => `takes ${id} back`,
  aborted: (id) => `gave ${id} up`,
  closed: (id) => `closed ${id}`,
};

const CALL_TITLE: Readonly<Record<CallKind, (change: Change) => string>> = {
  tell: ({ id, state }) => `${id} is ${state}`,
  ask: ({ id, declaration }) => `${id} waits for ${spokenName(declaration.owner)}`,
  page: ({ id, declaration }) => `${id} needs ${spokenName(declaration.owner)} now`,
};

/** The word in the thread for an event; null: it is not worth one. */
export function changeReply(event: ChangeEvent, subject: ChangeSubject): NoticeMessage | null {
  const { change } = subject;
  const call = callIn(event);
  if (call !== null) return callMessage(event, call, subject);
  const did = DID[event.kind];
  if (event.actor !== KEDGE && did !== undefined) {
    return reply(subject, `${spokenName(event.actor)} ${did(change.id)}`, event.text);
  }
  return event.kind === 'recorded' ? reply(subject, `${change.id} is on record`, event.text) : null;
}

/** What became of a word that was said in the thread and changed nothing. */
export const refusedReply = (subject: ChangeSubject, word: string, why: string): NoticeMessage =>
  reply(subject, `Not done: ${word}`, why);

function callMessage({ text }: ChangeEvent, call: CallKind, subject: ChangeSubject): NoticeMessage {
  const { hold, declaration } = subject.change;
  const message = reply(subject, CALL_TITLE[call](subject.change), text);
  if (call === 'tell') return message;
  return {
    ...message,
    facts: hold === null ? [] : [{ name: 'Answer by', value: instantText(hold.answerBy) }],
    calls: { who: declaration.owner, urgent: call === 'page' },
  };
}

const reply = (subject: ChangeSubject, title: string, text: string): NoticeMessage =>
  changeBounded(subject, {
    ...changeCommon(subject),
    status: 'open',
    title,
    lines: [...textLines(subject.redactText(text))],
    facts: [],
  });
