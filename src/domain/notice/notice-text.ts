import { shorten } from '../drift/text/shorten.ts';
import { visible } from '../drift/text/visible-text.ts';
import type { Said } from './follow-notice.ts';
import { ageText, instantText, many } from './words.ts';
import type { End, EndCounts, Notice, NoticeStanding } from './notice.ts';
import { LIMITS, type NoticeMessage } from './notice-message.ts';
import type { PageLinks } from './page-links.ts';
import { reasonText } from './told-of-stack.ts';

export interface NoticeSubject {
  readonly notice: Notice;
  /** null: it is over. */
  readonly standing: NoticeStanding | null;
  readonly source: string;
  readonly flapping: boolean;
  /** null: the server does not know how people reach it. */
  readonly links: PageLinks | null;
  readonly now: string;
}

/** The whole message as it stands: what is there now, how bad, whose, since when, and the next step. */
export function noticeMessage(subject: NoticeSubject): NoticeMessage {
  const { notice, standing, now } = subject;
  if (standing === null) return closedMessage(subject);
  return bounded({
    ...common(subject),
    status: 'open',
    severity: standing.severity,
    title: notice.title,
    lines: [...sampleLines(standing), ...remarks(subject, standing)],
    facts: [
      ...owners(standing),
      {
        name: 'Open since',
        value: `${instantText(standing.oldestOpenedAt)} (${ageText(standing.oldestOpenedAt, now)})`,
      },
      { name: 'Count', value: countText(notice, standing) },
      { name: 'Source', value: subject.source },
      ...nextCommand(subject, standing),
      ...(standing.decided > 0
        ? [{ name: 'Decided', value: `${standing.decided} of ${standing.members}` }]
        : []),
    ],
  });
}

const CALL: Readonly<Record<Said['why'], (title: string) => string>> = {
  found: (title) => title,
  reopened: (title) => `Back again: ${title}`,
  worse: (title) => `It got worse: ${title}`,
  spread: (title) => `It spreads: ${title}`,
  changed: (title) => title,
  undecided: (title) => `Still undecided: ${title}`,
  over: (title) => title,
};

/** A short call below the message, which itself says the rest. */
export function callMessage(subject: NoticeSubject, why: Said['why']): NoticeMessage {
  const whole = noticeMessage(subject);
  const { standing } = subject;
  return bounded({
    ...whole,
    title: CALL[why](whole.title),
    lines: whole.lines.slice(0, 1),
    facts: standing === null ? [] : [{ name: 'Count', value: countText(subject.notice, standing) }],
  });
}

/** What a notice is called; of a group the common change stands first. */
export function noticeTitle(topic: Notice['topic'], key: string, standing: NoticeStanding): string {
  const [first] = standing.samples;
  const subject = first?.subject ?? '';
  switch (topic) {
    case 'drift':
      return standing.resources > 1
        ? `${subject} and ${many(standing.resources - 1, 'other resource', 'other resources')} changed alike`
        : `${subject}: ${first?.text ?? 'changed'}`;
    case 'unknown':
      return `${stackText(standing, subject)} unknown: ${reasonText(key)}`;
    case 'stale':
      return `${stackText(standing, subject)} stale: nothing has read ${standing.stacks > 1 ? 'them' : 'it'} for too long`;
    case 'unrouted':
      return `Nobody is told of the stack ${subject}`;
    case 'digest':
    case 'change':
    case 'test':
      return subject;
  }
}

const stackText = ({ stacks }: NoticeStanding, subject: string): string =>
  stacks > 1 ? `${stacks} stacks are` : `Stack ${subject} is`;

function common({
  notice,
  links,
  now,
  source,
  standing,
}: NoticeSubject): Pick<NoticeMessage, 'topic' | 'link' | 'at' | 'calls'> {
  const base = { topic: notice.topic, at: now, calls: null };
  if (links === null) return { ...base, link: null };
  const [first] = standing?.samples ?? [];
  if (notice.topic === 'drift') {
    const url = first === undefined ? links.driftList(source) : links.drift(source, first.fingerprint);
    return { ...base, link: { text: standing === null ? 'Look at it' : 'Look at it and decide', url } };
  }
  const url = first === undefined ? links.home() : links.stack(source, first.stack);
  return { ...base, link: { text: 'See what stands against it', url } };
}

function closedMessage(subject: NoticeSubject): NoticeMessage {
  const { notice, now } = subject;
  return bounded({
    ...common(subject),
    status: 'closed',
    severity: notice.severity,
    title: notice.title,
    lines: [...endLines(notice.ended)],
    facts: [
      { name: 'Was open', value: `${ageText(notice.openedAt, now)}, since ${instantText(notice.openedAt)}` },
    ],
  });
}

/** Where the server does not know how it is reached, the next step is a command. */
function nextCommand({ links, notice }: NoticeSubject, { samples }: NoticeStanding): NoticeMessage['facts'] {
  const [first] = samples;
  if (links !== null || notice.topic !== 'drift' || first === undefined) return [];
  return [{ name: 'Next', value: `kedge drift show ${first.fingerprint}` }];
}

const END_TEXT: Readonly<Record<End, string>> = {
  verified: 'acted on and verified by a fresh read',
  vanished: 'gone by itself, seen by a fresh read',
  accepted: 'accepted until a day',
  ignored: 'taken out by a line of .driftignore',
  read: 'read again',
  moved: 'told in another channel or not counted any more; not known to be over',
};

const endLines = (ended: EndCounts): readonly string[] =>
  (Object.keys(END_TEXT) as End[])
    .filter((end) => (ended[end] ?? 0) > 0)
    .map((end) => `${ended[end]} ${END_TEXT[end]}`);

const sampleLines = (standing: NoticeStanding): readonly string[] => {
  const shown = standing.samples.map(({ stack, subject, text }) =>
    subject === visible(stack) ? `${subject}: ${text}` : `${visible(stack)}: ${subject} ${text}`,
  );
  const more = standing.members - shown.length;
  return more > 0 ? [...shown, `and ${more} more`] : shown;
};

function remarks({ notice, flapping }: NoticeSubject, { members }: NoticeStanding): readonly string[] {
  return [
    ...(flapping ? ['It comes and goes: you are not called each time.'] : []),
    ...(notice.timesReopened > 0
      ? [`It was over and came back ${many(notice.timesReopened, 'time', 'times')}.`]
      : []),
    ...(members > 0 ? endLines(notice.ended).map((line) => `Already: ${line}.`) : []),
  ];
}

function owners({ samples }: NoticeStanding): NoticeMessage['facts'] {
  const names = [...new Set(samples.map(({ owner }) => owner ?? 'nobody is named'))];
  return [{ name: 'Owner', value: names.map(visible).join(', ') }];
}

const countText = ({ topic }: Notice, { members, resources, stacks }: NoticeStanding): string =>
  topic === 'drift'
    ? `${many(members, 'difference', 'differences')} of ${many(resources, 'resource', 'resources')} in ${many(stacks, 'stack', 'stacks')}`
    : many(stacks, 'stack', 'stacks');

/** Every channel takes what fits into the limits, whatever a name of a resource holds. */
export function bounded(message: NoticeMessage): NoticeMessage {
  return {
    ...message,
    title: line(message.title, LIMITS.title - 12),
    lines: message.lines.slice(0, LIMITS.lines).map((text) => line(text, LIMITS.line)),
    facts: message.facts.slice(0, LIMITS.facts).map(({ name, value }) => ({
      name: line(name, LIMITS.factName),
      value: line(value, LIMITS.factValue),
    })),
  };
}

const line = (text: string, max: number): string => shorten(visible(text), max);
