import { approvalsNeeded, countedChangeApprovals } from '#domain/change/change-approval.ts';
import { CHANGE_STATE_MEANING, type ChangeState } from '#domain/change/change-state.ts';
import type { Change, ChangeEvent, CheckResult } from '#domain/change/change.ts';
import { settlingText } from '#domain/change/settling.ts';
import { plannedLooks } from '#domain/change/watch-grid.ts';
import type { ReleaseEvidence } from '#domain/release/evidence.ts';
import { span } from '#domain/release/picture/span.ts';
import { visible } from '#domain/drift/text/visible-text.ts';
import { verdictText } from './judge/verdict-text.ts';
import type { Look } from './print.ts';
import { ink as inkFor, type Ink } from './report/ansi.ts';

const PAINT: Readonly<Record<ChangeState, keyof Ink>> = {
  draft: 'dim',
  ready: 'green',
  rolling: 'blue',
  holding: 'yellow',
  watching: 'blue',
  reverting: 'red',
  cleared: 'green',
  reverted: 'red',
  aborted: 'dim',
  closed: 'dim',
};

const MARKS: Readonly<Record<CheckResult['outcome'], readonly [string, keyof Ink]>> = {
  passed: ['✓', 'green'],
  failed: ['✗', 'red'],
  unknown: ['?', 'yellow'],
};

/** A change on a line. */
export interface ListedChange {
  /** On a server with its source in front. */
  readonly name: string;
  readonly state: ChangeState;
  readonly owner: string;
  readonly channel: string;
  readonly title: string;
  /** What is still to come, in words; empty: nothing is under way. */
  readonly left: string;
}

export function changeListText(changes: readonly ListedChange[], { color }: Look): string {
  if (changes.length === 0) return 'No change is live. kedge change open changes/<id>.yaml opens one.\n';
  const ink = inkFor(color);
  const width = (of: (change: ListedChange) => string): number =>
    Math.max(...changes.map((change) => of(change).length));
  const names = width(({ name }) => name);
  const states = width(({ state }) => state);
  const owners = width(({ owner }) => owner);
  return changes
    .map(
      ({ name, state, owner, channel, title, left }) =>
        `${visible(name).padEnd(names)}  ${ink[PAINT[state]](state.padEnd(states))}  ${visible(owner).padEnd(owners)}  ${visible(channel)}  ${visible(title)}${left === '' ? '' : ink.dim(`  ${left}`)}\n`,
    )
    .join('');
}

export const listedChange = (change: Change): ListedChange => ({
  name: change.id,
  state: change.state,
  owner: change.declaration.owner,
  channel: change.declaration.channel,
  title: change.declaration.title,
  left: leftText(change),
});

function leftText({ state, watch, declaration, steps }: Change): string {
  if (state === 'rolling') return `step ${steps.length} of ${declaration.rollout.length}`;
  if (state !== 'watching' || watch === null) return '';
  return `${span((plannedLooks(watch) - watch.looks) * watch.blockMs)} left`;
}

export type ShownCheck = Pick<CheckResult, 'name' | 'outcome' | 'sentence'>;

export function checksText(results: readonly ShownCheck[], { color }: Look): string {
  const ink = inkFor(color);
  return results
    .map(({ name, outcome, sentence }) => {
      const [mark, paint] = MARKS[outcome];
      return `${ink[paint](mark)} ${visible(name)}: ${visible(sentence)}\n`;
    })
    .join('');
}

/** One change as it is told: from memory, or from a server. */
export interface ToldChange {
  readonly name: string;
  readonly state: ChangeState;
  readonly title: string;
  /** null: there is nothing to say about it. */
  readonly facts: readonly (readonly [name: string, text: string | null])[];
  readonly steps: readonly { readonly name: string; readonly how: string }[];
  readonly checks: { readonly at: string; readonly results: readonly ShownCheck[] } | null;
  /** What was measured, ready to be printed. */
  readonly measured: string;
  readonly events: readonly {
    readonly at: string;
    readonly kind: string;
    readonly actor: string;
    readonly text: string;
  }[];
}

/** A change of memory, as it is told. */
export function toldChange(
  change: Change,
  events: readonly ChangeEvent[],
  evidence: ReleaseEvidence | null,
  look: Look,
): ToldChange {
  const { declaration, hold } = change;
  const needed = approvalsNeeded(change);
  const facts: readonly (readonly [string, string | null])[] = [
    ['owner', declaration.owner],
    ['channel', declaration.channel],
    ['concerns', [...declaration.services, ...declaration.stacks].join(', ')],
    ['approvals', needed === 0 ? null : `${countedChangeApprovals(change).length} of ${needed}`],
    [
      'watch',
      change.watch === null
        ? null
        : `look ${change.watch.looks} of ${plannedLooks(change.watch)}, until ${new Date(change.watch.startMs + change.watch.watchMs).toISOString()}`,
    ],
    [
      'verdict',
      change.verdict === null
        ? null
        : `${change.verdict.outcome}${change.verdict.settled ? ', from values that had settled' : ''}${change.settling === null ? '' : ', provisional'}`,
    ],
    ['provisional', change.settling === null ? null : settlingText(change.settling)],
    ['shorter because', declaration.watch.shorterBecause],
    ['held', hold === null ? null : `${hold.why} Answer by ${hold.answerBy}.`],
    [
      'rollback',
      change.rollback === null
        ? null
        : (change.rollback.failed ?? change.rollback.verification ?? change.rollback.why),
    ],
    ['on record', change.records.length === 0 ? null : change.records.map(({ branch }) => branch).join(', ')],
  ];
  return {
    name: change.id,
    state: change.state,
    title: declaration.title,
    facts,
    steps: declaration.rollout.map(({ name }, i) => {
      const run = change.steps[i]?.run;
      return {
        name,
        how: run === undefined ? 'to come' : run.endedAt === null ? 'runs' : (run.problem ?? 'done'),
      };
    }),
    checks: change.checks,
    measured: evidence === null ? '' : verdictText(evidence, look.color),
    events: events.filter(({ kind }) => kind !== 'look'),
  };
}

export function changeText(
  { name, state, title, facts, steps, checks, measured, events }: ToldChange,
  look: Look,
): string {
  const ink = inkFor(look.color);
  const width = Math.max(...facts.map(([fact]) => fact.length));
  return [
    `${ink.bold(visible(name))}  ${ink[PAINT[state]](state)}  ${visible(title)}\n${CHANGE_STATE_MEANING[state]}\n\n`,
    ...facts.flatMap(([fact, text]) => (text === null ? [] : [`${fact.padEnd(width)}  ${visible(text)}\n`])),
    `\nsteps\n${steps.map((step, i) => `  ${i + 1}. ${visible(step.name)}: ${visible(step.how)}\n`).join('')}`,
    checks === null ? '' : `\nchecks of ${checks.at}\n${checksText(checks.results, look)}`,
    measured === '' ? '' : `\n${measured}`,
    `\nwhat happened\n${events
      .map(({ at, kind, actor, text }) => `  ${at}  ${kind}  ${visible(actor)}: ${visible(text)}\n`)
      .join('')}`,
  ].join('');
}
