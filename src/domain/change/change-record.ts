import { inCode, inSentence, yamlOf } from '../decision/record-text.ts';
import type { ReleaseVerdict } from '../release/judge-release.ts';
import { countedChangeApprovals } from './change-approval.ts';
import type { Change, ChangeEvent } from './change.ts';
import type { Declaration } from './declaration.ts';
import { settlingText } from './settling.ts';

/** What a record is about. */
export const RECORD_KINDS = ['verdict', 'override', 'rollback'] as const;
export type RecordKind = (typeof RECORD_KINDS)[number];

export interface DueRecord {
  readonly kind: RecordKind;
  /** Names the record within its change; the same thing has the same key whoever writes it. */
  readonly key: string;
}

/** Records that a change owes the repository, in the order in which they came about. */
export function dueRecords(change: Change): readonly DueRecord[] {
  const { state, verdict, rollback, records } = change;
  const due: DueRecord[] = [];
  if (verdict !== null && state !== 'watching') {
    const at = `w${verdict.watch}-l${verdict.look}`;
    due.push({ kind: 'verdict', key: `verdict-${at}` });
    if (verdict.overridden !== null) due.push({ kind: 'override', key: `override-${at}` });
  }
  if (rollback !== null && (state === 'reverted' || rollback.failed !== null)) {
    due.push({
      kind: 'rollback',
      key: `rollback-${rollback.runs.length}${rollback.failed === null ? '' : '-failed'}`,
    });
  }
  return due.filter(({ key }) => !records.some((record) => record.key === key));
}

export interface RecordFacts {
  readonly change: Change;
  readonly due: DueRecord;
  readonly events: readonly ChangeEvent[];
  /** Of the whole evidence; null: nothing was judged. */
  readonly verdict: ReleaseVerdict | null;
  /** Names of the files beside it; null: there are none. */
  readonly chart: string | null;
  readonly evidence: string | null;
}

const TITLES: Readonly<Record<RecordKind, (change: Change) => string>> = {
  verdict: ({ declaration, verdict }) => `${declaration.title}: ${verdict?.outcome ?? 'not judged'}`,
  override: ({ declaration }) => `${declaration.title}: cleared against the judge`,
  rollback: ({ declaration, rollback }) =>
    `${declaration.title}: ${rollback?.failed === null ? 'reverted' : 'the rollback failed'}`,
};

/** The decision record: a Markdown file with MADR's fields and Kedge's own in the front matter. */
export function changeRecord(facts: RecordFacts): string {
  const { change, due } = facts;
  return [
    '---',
    yamlOf(headOf(facts)).trimEnd(),
    '---',
    '',
    `# ${inSentence(TITLES[due.kind](change))}`,
    '',
    ...decided(facts),
    '',
    ...measured(facts),
    ...history(facts),
  ].join('\n');
}

function headOf({ change, due, events }: RecordFacts) {
  const { declaration, verdict, rollback } = change;
  const makers =
    due.kind === 'override'
      ? (verdict?.overridden?.by ?? declaration.owner)
      : due.kind === 'verdict'
        ? 'kedge'
        : (events.findLast(({ kind }) => kind === 'reverting')?.actor ?? 'kedge');
  return {
    change_record: 'v1',
    change: change.id,
    status: due.kind === 'rollback' && rollback?.failed !== null ? 'open' : 'accepted',
    date: change.updatedAt.slice(0, 10),
    'decision-makers': [makers],
    consulted: countedChangeApprovals(change).map(({ by }) => by),
    informed: [declaration.channel],
    owner: declaration.owner,
    channel: declaration.channel,
    stop_conditions: declaration.stopConditions.map(stopText),
    measure: declaration.metrics.map(({ name, baseline, tolerance, worse }) => ({
      metric: name,
      baseline,
      target: `at most ${percent(tolerance)} ${worse}`,
      window: `${change.declaration.watch.durationMs / 3_600_000} h`,
    })),
    watch_shorter_because: declaration.watch.shorterBecause,
    scope: 'team',
    declaration_sha256: change.digest,
  };
}

const stopText = (stop: Declaration['stopConditions'][number]): string =>
  stop.kind === 'metrics'
    ? `${stop.id}: ${stop.when}`
    : stop.kind === 'command'
      ? `${stop.id}: ${stop.command.argv.join(' ')}`
      : `${stop.id}: after ${stop.afterMs / 3_600_000} h`;

function decided({ change, due }: RecordFacts): readonly string[] {
  const { verdict, rollback, declaration } = change;
  switch (due.kind) {
    case 'verdict':
      return [
        `The judge said **${verdict?.outcome ?? 'nothing'}** at look ${verdict?.look ?? 0} of watch ${verdict?.watch ?? 0} (${verdict?.at ?? ''}).`,
        ...(verdict === null ? [] : ['', inSentence(verdict.sentence)]),
        ...(verdict?.settled ? ['', 'It was judged again, from values that had settled.'] : []),
        ...(change.settling === null
          ? []
          : ['', inSentence(`Provisional: ${settlingText(change.settling)}`)]),
        '',
        inSentence(nextOf(change)),
      ];
    case 'override':
      return [
        `${inSentence(verdict?.overridden?.by ?? '')} cleared it although the judge said **${verdict?.outcome ?? 'nothing'}**.`,
        '',
        `Reason: ${inSentence(verdict?.overridden?.reason ?? '')}`,
      ];
    case 'rollback':
      return [
        `Trigger: ${inSentence((rollback?.trigger ?? '').replaceAll('_', ' '))}. ${inSentence(rollback?.why ?? '')}`,
        '',
        inSentence(rollback?.failed ?? rollback?.verification ?? `${declaration.title} was reverted.`),
        '',
        '| run | ended with | output (SHA-256) |',
        '| --- | --- | --- |',
        ...(rollback?.runs ?? []).map(
          ({ argv, exitCode, output, startedAt }) =>
            `| ${inCode(argv.join(' '))} at ${startedAt} | ${exitCode ?? 'unknown'} | ${output === null ? 'none' : inCode(output)} |`,
        ),
      ];
  }
}

function nextOf({ state, hold }: Change): string {
  if (state === 'holding') return `It was held and its owner called: ${hold?.why ?? ''}`;
  return state === 'reverting' || state === 'reverted' ? 'It was taken back.' : 'It stays.';
}

function measured({ verdict, chart, evidence }: RecordFacts): readonly string[] {
  if (verdict === null) return [];
  return [
    '## What was measured',
    '',
    ...(chart === null ? [] : [`![What was measured, and what it was held against](${chart})`, '']),
    '| metric | verdict | why | statistic | bound |',
    '| --- | --- | --- | --- | --- |',
    ...verdict.metrics.map(
      ({ name, outcome, sentence, statistic, bound }) =>
        `| ${inCode(name)} | ${outcome} | ${inSentence(sentence)} | ${number(statistic)} | ${number(bound)} |`,
    ),
    '',
    ...(evidence === null
      ? []
      : [`\`kedge judge replay ${evidence}\` makes the verdict again from its evidence, byte for byte.`, '']),
  ];
}

const MOST_EVENTS = 60;

/** Looks that found nothing are many and say little; the rest is told. */
function history({ events }: RecordFacts): readonly string[] {
  const told = events.filter(({ kind, text }) => kind !== 'look' || !text.endsWith('no metric alarms.'));
  return [
    '## What happened',
    '',
    ...told
      .slice(-MOST_EVENTS)
      .map(
        ({ at, kind, actor, text }) =>
          `- ${at} ${inSentence(kind)}, ${inSentence(actor)}: ${inSentence(text)}`,
      ),
    '',
  ];
}

const percent = (share: number): string => `${Number((100 * share).toPrecision(3))} %`;
const number = (value: number | null): string =>
  value === null ? '–' : String(Number(value.toPrecision(4)));
