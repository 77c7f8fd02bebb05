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

export function changeListText(changes: readonly Change[], { color }: Look): string {
  if (changes.length === 0) return 'No change is live. kedge change open changes/<id>.yaml opens one.\n';
  const ink = inkFor(color);
  const width = (of: (change: Change) => string): number =>
    Math.max(...changes.map((change) => of(change).length));
  const ids = width(({ id }) => id);
  const states = width(({ state }) => state);
  const owners = width(({ declaration }) => declaration.owner);
  return changes
    .map(({ id, state, declaration, ...rest }) => {
      const left = leftText({ id, state, declaration, ...rest });
      return `${visible(id).padEnd(ids)}  ${ink[PAINT[state]](state.padEnd(states))}  ${visible(declaration.owner).padEnd(owners)}  ${visible(declaration.channel)}  ${visible(declaration.title)}${left === '' ? '' : ink.dim(`  ${left}`)}\n`;
    })
    .join('');
}

function leftText({ state, watch, declaration, steps }: Change): string {
  if (state === 'rolling') return `step ${steps.length} of ${declaration.rollout.length}`;
  if (state !== 'watching' || watch === null) return '';
  return `${span((plannedLooks(watch) - watch.looks) * watch.blockMs)} left`;
}

export function checksText(results: readonly CheckResult[], { color }: Look): string {
  const ink = inkFor(color);
  return results
    .map(({ name, outcome, sentence }) => {
      const [mark, paint] = MARKS[outcome];
      return `${ink[paint](mark)} ${visible(name)}: ${visible(sentence)}\n`;
    })
    .join('');
}

export interface ShownChange {
  readonly change: Change;
  readonly events: readonly ChangeEvent[];
  readonly evidence: ReleaseEvidence | null;
}

export function changeText({ change, events, evidence }: ShownChange, look: Look): string {
  const ink = inkFor(look.color);
  const { declaration, state, hold, checks } = change;
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
  const steps = declaration.rollout.map(({ name }, i) => {
    const run = change.steps[i]?.run;
    const how = run === undefined ? 'to come' : run.endedAt === null ? 'runs' : (run.problem ?? 'done');
    return `  ${i + 1}. ${visible(name)}: ${visible(how)}\n`;
  });
  const width = Math.max(...facts.map(([name]) => name.length));
  return [
    `${ink.bold(visible(change.id))}  ${ink[PAINT[state]](state)}  ${visible(declaration.title)}\n${CHANGE_STATE_MEANING[state]}\n\n`,
    ...facts.flatMap(([name, text]) => (text === null ? [] : [`${name.padEnd(width)}  ${visible(text)}\n`])),
    `\nsteps\n${steps.join('')}`,
    checks === null ? '' : `\nchecks of ${checks.at}\n${checksText(checks.results, look)}`,
    evidence === null ? '' : `\n${verdictText(evidence, look.color)}`,
    `\nwhat happened\n${events
      .filter(({ kind }) => kind !== 'look')
      .map(({ at, kind, actor, text }) => `  ${at}  ${kind}  ${visible(actor)}: ${visible(text)}\n`)
      .join('')}`,
  ].join('');
}
