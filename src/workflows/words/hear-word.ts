import type { HeardWord } from '#domain/change/heard-word.ts';
import type { Caller } from '#domain/fleet/caller.ts';
import { freshGrantsOf, type Person } from '#domain/fleet/person.ts';
import { refusedReply } from '#domain/notice/change-reply.ts';
import type { AccessReading } from '#ports/access.ts';
import type { ChatDirectory } from '#ports/chat-directory.ts';
import type { Memory } from '#ports/memory.ts';
import type { Outbox } from '#ports/outbox.ts';
import type { PersonsWord } from '../change/decide-change.ts';
import type { ChangeNoticeSettings } from '../notice-change.ts';

/** Says a word to a change as its page does: the same permissions, the same table, the same entry. */
export type SayToChange = (order: {
  readonly source: string;
  readonly change: string;
  readonly word: HeardWord['word'];
  readonly caller: Caller;
  readonly said: Pick<PersonsWord, 'reason' | 'via' | 'mark'>;
}) => Promise<{ readonly refused: string } | { readonly done: true }>;

export interface HearDependencies {
  readonly memoryOf: (source: string) => Promise<Memory | null>;
  readonly outbox: Pick<Outbox, 'findChannel'>;
  readonly people: Pick<AccessReading, 'personByEmail'>;
  readonly directory: ChatDirectory;
  readonly say: SayToChange;
  readonly settings: ChangeNoticeSettings;
  /** Something waits to be sent. */
  readonly queued: () => void;
}

export type Heard =
  | { readonly kind: 'done'; readonly what: 'counted' | 'refused' | 'unknown' | 'late' | 'gone' }
  | { readonly kind: 'later'; readonly waitMs: number; readonly why: string };

/** What was said before a change moved on must not be done to what it has become. */
const TOO_LATE_MS = 15 * 60_000;
const AGAIN_MS = 10_000;

const UNKNOWN =
  'Nobody who may act here is known by the e-mail address of your profile. An admin can add you under Settings, People.';
const OLD =
  ' What the identity provider says of you counts for a week: sign in on the page once, and say it again.';
const LATE = 'It was heard too late to be done unseen. Look at where the change stands, and say it again.';

/**
 * Acts on a word from a thread: whose it is, whether they may, and what the change allows. What becomes of it is said in
 * the thread. Heard twice, or killed at any point and heard again, it counts once.
 */
export async function hearWord(word: HeardWord, deps: HearDependencies): Promise<Heard> {
  const memory = await deps.memoryOf(word.source);
  if (memory === null) return { kind: 'done', what: 'gone' };
  if (await memory.wordCounted(word.change, word.mark)) return { kind: 'done', what: 'counted' };
  const now = deps.settings.now().getTime();
  if (now - Date.parse(word.at) > TOO_LATE_MS) return answer('late', LATE, word, memory, deps);
  const settings = (await deps.outbox.findChannel(word.channel))?.settings;
  if (settings?.kind !== 'slack') return { kind: 'done', what: 'gone' };
  const member = await deps.directory.member(settings, word.user);
  if (member.kind === 'later') {
    return { kind: 'later', waitMs: Math.max(AGAIN_MS, member.afterMs ?? 0), why: member.why };
  }
  const person = member.kind === 'member' ? await deps.people.personByEmail(member.email) : null;
  if (person?.active !== true) return answer('unknown', UNKNOWN, word, memory, deps);
  const { grants, old } = freshGrantsOf(person, now);
  const end = await deps.say({
    source: word.source,
    change: word.change,
    word: word.word,
    caller: callerOf(person, grants, word),
    said: { reason: word.reason, via: 'Slack', mark: word.mark },
  });
  // Of two who hear it at once, one is refused what the other has done.
  if ('done' in end || (await memory.wordCounted(word.change, word.mark))) {
    deps.queued();
    return { kind: 'done', what: 'counted' };
  }
  return answer('refused', `${end.refused}${old ? OLD : ''}`, word, memory, deps);
}

/** All that the person may, as on the page. */
const callerOf = (person: Person, grants: Caller['grants'], { user }: HeardWord): Caller => ({
  person: person.id,
  name: person.name,
  email: person.email,
  grants,
  way: 'session',
  credential: `slack ${user}`,
  scopes: null,
});

/** Said once for each word: the delivery has its name. What was done is told by the event of the change itself. */
async function answer(
  what: Extract<Heard, { kind: 'done' }>['what'],
  text: string,
  { change: id, source, notice, word, mark }: HeardWord,
  memory: Memory,
  { settings, queued }: HearDependencies,
): Promise<Heard> {
  const now = settings.now().toISOString();
  const { links, redactText } = settings;
  await memory.change(async (writing) => {
    const change = await writing.findChange(id);
    if (change === null) return;
    const subject = { change, source, links, hears: true, now, redactText };
    await writing.notices.say({
      id: `answer to ${mark}`,
      notice,
      kind: 'reply',
      message: refusedReply(subject, word, text),
      at: now,
      problem: null,
    });
  });
  queued();
  return { kind: 'done', what };
}
