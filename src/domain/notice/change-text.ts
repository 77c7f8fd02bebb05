import { approvalsMissing, approvalsNeeded } from '../change/change-approval.ts';
import type { Change } from '../change/change.ts';
import { wordsNowIn } from '../change/channel-word.ts';
import type { ChangeState } from '../change/change-state.ts';
import { bounded } from './notice-text.ts';
import type { NoticeMessage } from './notice-message.ts';
import type { PageLinks } from './page-links.ts';
import { spokenName } from './spoken-name.ts';
import { textLines } from './text-lines.ts';
import { instantText } from './words.ts';

export interface ChangeSubject {
  readonly change: Change;
  readonly source: string;
  /** null: the server does not know how people reach it. */
  readonly links: PageLinks | null;
  /** Whether what people say in the thread is heard. */
  readonly hears: boolean;
  readonly now: string;
  readonly redactText: (text: string) => string;
}

/** A change that nothing more becomes of: its message is closed. */
export const isOver = (state: ChangeState): boolean => state === 'closed' || state === 'aborted';

/** The message of a change, as it stands: where, whose, until when, and what can be said. */
export function changeMessage(subject: ChangeSubject): NoticeMessage {
  const { change, hears, redactText } = subject;
  const { id, state, declaration } = change;
  const words = hears ? wordsNowIn(change) : [];
  return changeBounded(subject, {
    ...changeCommon(subject),
    status: isOver(state) ? 'closed' : 'open',
    title: `${id} is ${state}: ${declaration.title}`,
    lines: [
      ...textLines(redactText(STANDS[state](change))),
      ...textLines(redactText(verdictText(change))),
      ...(words.length === 0 ? [] : [`To say here, in the thread: ${words.join(', ')}.`]),
    ],
    facts: [
      { name: 'Owner', value: spokenName(declaration.owner) },
      ...stepFacts(change),
      ...watchFacts(change),
      ...(change.verdict === null ? [] : [{ name: 'Verdict', value: change.verdict.outcome }]),
      ...(change.hold === null ? [] : [{ name: 'Answer by', value: instantText(change.hold.answerBy) }]),
      { name: 'Concerns', value: [...declaration.stacks, ...declaration.services].join(', ') },
      { name: 'Source', value: subject.source },
      ...recordFacts(change),
    ],
  });
}

/** What the message says where the change is not told any more. */
export const movedMessage = (subject: ChangeSubject): NoticeMessage =>
  changeBounded(subject, {
    ...changeCommon(subject),
    status: 'closed',
    title: `${subject.change.id} is told elsewhere: ${subject.change.declaration.title}`,
    lines: [`From now on it is told in ${subject.change.declaration.channel}.`],
    facts: [],
  });

/** What every message about a change has. */
export const changeCommon = ({
  change,
  source,
  links,
  now,
}: ChangeSubject): Pick<NoticeMessage, 'topic' | 'severity' | 'link' | 'at' | 'calls'> => ({
  topic: 'change',
  severity: null,
  link: links === null ? null : { text: 'Look at it', url: links.change(source, change.id) },
  at: now,
  calls: null,
});

/** A title, a step or an owner may hold what was pasted there. Lines are redacted before they are broken. */
export function changeBounded({ redactText }: ChangeSubject, message: NoticeMessage): NoticeMessage {
  return bounded({
    ...message,
    title: redactText(message.title),
    facts: message.facts.map(({ name, value }) => ({ name, value: redactText(value) })),
  });
}

const STANDS: Readonly<Record<ChangeState, (change: Change) => string>> = {
  draft: (change) => `${checksText(change)}${approvalsText(change)}`,
  ready: (change) => `Its checks are green. Its owner may start it.${approvalsText(change)}`,
  rolling: (change) => rollingText(change),
  holding: ({ hold }) => `It stands still. ${hold?.why ?? ''}`,
  watching: () => 'It is rolled out, and its metrics are held against the baseline.',
  reverting: ({ rollback }) => rollback?.failed ?? `It is taken back. ${rollback?.why ?? ''}`,
  cleared: ({ verdict }) =>
    verdict === null || verdict.overridden === null
      ? 'It was watched to the end. Its owner may close it.'
      : `${spokenName(verdict.overridden.by)} cleared it against the judge: ${verdict.overridden.reason}`,
  reverted: ({ rollback }) => `It was taken back. ${rollback?.why ?? ''} ${rollback?.verification ?? ''}`,
  aborted: () => 'It was given up before anything was rolled out.',
  closed: ({ rollback, verdict }) => {
    if (rollback !== null)
      return rollback.failed === null ? 'It was taken back.' : 'It was closed, and its rollback had failed.';
    return verdict === null ? 'It was closed without a verdict.' : 'It is over.';
  },
};

function checksText({ checks, digest }: Change): string {
  if (checks === null || checks.digest !== digest) return 'It is declared, and nothing has been checked.';
  const red = checks.results.filter(({ outcome }) => outcome !== 'passed');
  if (red.length === 0) return 'Its checks are green.';
  const names = red.map(({ name }) => name).join(', ');
  return `${red.length} of ${checks.results.length} checks are not green: ${names}.`;
}

function approvalsText(change: Change): string {
  const needed = approvalsNeeded(change);
  return needed === 0 ? '' : ` ${needed - approvalsMissing(change)} of ${needed} approvals are in.`;
}

function rollingText({ steps, declaration }: Change): string {
  const last = steps.at(-1);
  const name = declaration.rollout[steps.length - 1]?.name;
  if (last === undefined || name === undefined) return 'It has started.';
  return last.run.endedAt === null
    ? `The step "${name}" runs.`
    : `The step "${name}" has ended, and its gate is waited for.`;
}

/** What holds it says the verdict, too. */
const verdictText = ({ verdict, state }: Change): string =>
  verdict === null || state === 'holding' ? '' : `${verdict.outcome}. ${verdict.sentence}`;

const stepFacts = ({ steps, declaration }: Change): NoticeMessage['facts'] =>
  steps.length === 0 ? [] : [{ name: 'Step', value: `${steps.length} of ${declaration.rollout.length}` }];

function watchFacts({ watch, state }: Change): NoticeMessage['facts'] {
  if (watch === null) return [];
  const until = instantText(new Date(watch.startMs + watch.watchMs).toISOString());
  return state === 'watching' || state === 'holding' ? [{ name: 'Watched until', value: until }] : [];
}

function recordFacts({ records }: Change): NoticeMessage['facts'] {
  const last = records.at(-1);
  return last === undefined ? [] : [{ name: 'On record', value: last.branch }];
}
