import { approvalsMissing } from '#domain/decision/decision-action.ts';
import { DECISION_KINDS, type Decision, type DecisionKind } from '#domain/decision/decision.ts';
import { ageOf, attentionTo } from '#domain/drift/life/attention.ts';
import type { DriftEvent, DriftEventKind } from '#domain/drift/life/drift-event.ts';
import { FIGURE_MEANING, FIGURE_NAMES } from '#domain/drift/life/drift-figures.ts';
import type { DriftRecord } from '#domain/drift/life/drift-record.ts';
import { OPEN_STATES } from '#domain/drift/life/drift-state.ts';
import { severityRank } from '#domain/drift/severity.ts';
import { attentionText } from '../drift/attention-text.ts';
import { durationText, shareText } from '../drift/time-text.ts';
import { code, plain } from '../report/markdown-text.ts';
import { shorten } from '#domain/drift/text/shorten.ts';
import { counted } from '../report/summary-text.ts';
import type { WeeklyFacts } from './weekly-facts.ts';

const MOST_ROWS = 25;
const MOST_NAME = 200;

/**
 * The days since an instant as Markdown: found, decided, closed, ages, what flaps, what is overdue, what nobody could
 * read. Each number says how many points stand behind it.
 * @param since ISO 8601, UTC
 * @param now ISO 8601, UTC
 */
export function weeklyReport(facts: WeeklyFacts, since: string, now: string): string {
  const sections = [
    headText(facts, since, now),
    foundSection(facts),
    decidedSection(facts),
    closedSection(facts),
    agesSection(facts, now),
    flappingSection(facts, now),
    overdueSection(facts, now),
    unknownSection(facts, now),
  ];
  return `${sections.join('\n\n')}\n`;
}

function headText(facts: WeeklyFacts, since: string, now: string): string {
  const read = new Set(facts.scans.filter(({ status }) => status !== 'unknown').map(({ stack }) => stack))
    .size;
  const basis =
    facts.scans.length === 0
      ? '**No stack was scanned in these days: nobody knows what has happened.**'
      : `${counted(facts.scans.length, 'scan')}; ${read} of ${counted(facts.stacks.length, 'stack')} read at least once.`;
  return `# Drift from ${since.slice(0, 10)} to ${now.slice(0, 10)}\n\n${basis}`;
}

function foundSection(facts: WeeklyFacts): string {
  const found = happenedTo(facts, ['found']);
  const again = happenedTo(facts, ['reopened']);
  const known = [...found, ...again].flatMap(({ record }) => (record === undefined ? [] : [record]));
  const rows = distinct(known)
    .toSorted((a, b) => severityRank(a.difference.severity) - severityRank(b.difference.severity))
    .map((record) => [
      record.difference.severity,
      code(record.stack),
      placeOf(record),
      record.state.replaceAll('_', ' '),
    ]);
  return section('Found', [
    `${counted(found.length, 'difference')} found, ${again.length} found again.`,
    ...table(['Severity', 'Stack', 'Place', 'Now'], rows),
  ]);
}

function decidedSection({ decisions }: WeeklyFacts): string {
  const people = Map.groupBy(decisions, ({ by }) => by);
  const rows = [...people].map(([by, made]) =>
    [plain(shorten(by, MOST_NAME))].concat(
      DECISION_KINDS.map((kind) => String(subjectsOf(made, kind))),
      String(made.length),
    ),
  );
  const waiting = decisions.filter((made) => made.inForce && approvalsMissing(made) > 0);
  return section('Decided', [
    `${counted(decisions.length, 'decision')} by ${counted(people.size, 'person', 'people')}.${
      waiting.length === 0 ? '' : ` ${counted(waiting.length, 'decision')} of these wait for a second person.`
    }`,
    ...table(['Who', ...DECISION_KINDS, 'Decisions'], rows),
  ]);
}

const subjectsOf = (decisions: readonly Decision[], kind: DecisionKind): number =>
  decisions.reduce((sum, made) => sum + (made.kind === kind ? made.subjects.length : 0), 0);

function closedSection(facts: WeeklyFacts): string {
  const verified = happenedTo(facts, ['verified']).length;
  const byItself = happenedTo(facts, ['vanished']).length;
  const failed = happenedTo(facts, ['not_verified']).length;
  return section('Closed', [
    `${counted(verified + byItself, 'difference')}: ${verified} acted on and verified by a fresh read, ${byItself} gone by itself.`,
    ...(failed === 0 ? [] : [`${counted(failed, 'difference')} acted on and still there afterwards.`]),
  ]);
}

function agesSection({ figures, verdicts, records }: WeeklyFacts, now: string): string {
  // As the figures below: what is reported apart waits for nobody.
  const open = records.filter(({ state, difference }) => OPEN_STATES.includes(state) && difference.drift);
  const oldest = Math.max(0, ...open.map((record) => ageOf(record, now)));
  const rows = FIGURE_NAMES.map((name) => {
    const { value, points } = figures[name];
    const { unit, what } = FIGURE_MEANING[name];
    const shown = (amount: number): string => (unit === 'ms' ? durationText(amount) : shareText(amount));
    const verdict = verdicts.find((each) => each.name === name);
    return [
      what,
      value === null ? 'no data' : shown(value),
      String(points),
      verdict === undefined ? '' : `at most ${shown(verdict.limit)}`,
      verdict === undefined ? '' : VERDICT[verdict.verdict],
    ];
  });
  return section('Ages and times', [
    open.length === 0
      ? 'No difference is known to be open.'
      : `${counted(open.length, 'difference')} open, the oldest for ${durationText(oldest)}.`,
    ...table(['Figure', 'Value', 'Points', 'Objective', ''], rows),
  ]);
}

const VERDICT = { met: 'met', missed: '**missed**', no_data: '**no data**' } as const;

function flappingSection(facts: WeeklyFacts, now: string): string {
  const rows = attentionRows(facts, now, (kind) => kind === 'flapping');
  return section('Flapping', [
    rows.length === 0 ? 'Nothing flaps.' : `${counted(rows.length, 'difference')}.`,
    ...table(['Stack', 'Place', 'What'], rows),
  ]);
}

function overdueSection(facts: WeeklyFacts, now: string): string {
  const rows = attentionRows(facts, now, (kind) => kind !== 'flapping');
  const missed = facts.verdicts.filter(({ verdict }) => verdict === 'missed');
  const lines = missed.map(({ name }) => `Objective missed: ${FIGURE_MEANING[name].what}.`);
  return section('Overdue', [
    rows.length === 0 && lines.length === 0
      ? 'Nothing is overdue.'
      : `${counted(rows.length, 'difference')}.`,
    ...lines,
    ...table(['Stack', 'Place', 'What'], rows),
  ]);
}

function attentionRows(
  { records, attention }: WeeklyFacts,
  now: string,
  isMeant: (kind: ReturnType<typeof attentionTo>[number]['kind']) => boolean,
): readonly (readonly string[])[] {
  return records.flatMap((record) => {
    const found = attentionTo(record, now, attention).filter(({ kind }) => isMeant(kind));
    return found.length === 0
      ? []
      : [[code(record.stack), placeOf(record), plain(found.map(attentionText).join('; '))]];
  });
}

function unknownSection({ stacks }: WeeklyFacts, now: string): string {
  const rows = stacks.flatMap(({ stack, owner, lastScan }) => {
    if (lastScan !== null && lastScan.status !== 'unknown') return [];
    const why = lastScan === null ? 'never scanned' : (lastScan.unknown ?? 'unknown');
    const age = lastScan === null ? '' : durationText(Math.max(0, Date.parse(now) - Date.parse(lastScan.at)));
    return [[code(stack), owner === null ? '' : plain(owner), plain(why), age]];
  });
  return section('Unknown', [
    `${rows.length} of ${counted(stacks.length, 'stack')} could not be read when last tried.`,
    ...table(['Stack', 'Owner', 'Why', 'Since the last try'], rows),
  ]);
}

interface Happened {
  readonly record: DriftRecord | undefined;
}

/** The differences that something happened to, each once. */
function happenedTo({ events, records }: WeeklyFacts, kinds: readonly DriftEventKind[]): readonly Happened[] {
  const byKey = new Map(records.map((record) => [keyOf(record), record]));
  const keys = new Set(events.filter(({ kind }) => kinds.includes(kind)).map(keyOf));
  return [...keys].map((key) => ({ record: byKey.get(key) }));
}

const keyOf = ({ stack, fingerprint }: Pick<DriftEvent, 'stack' | 'fingerprint'>): string =>
  JSON.stringify([stack, fingerprint]);

const distinct = (records: readonly DriftRecord[]): readonly DriftRecord[] => [...new Set(records)];

const placeOf = ({ difference: { address, path } }: DriftRecord): string =>
  [address, ...(path === '' ? [] : [path])].map((name) => code(shorten(name, MOST_NAME))).join(' ');

const section = (title: string, parts: readonly string[]): string => [`## ${title}`, ...parts].join('\n\n');

/** Nothing for no rows; what is left out is counted. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  if (rows.length === 0) return [];
  const shown = rows.slice(0, MOST_ROWS);
  const more = rows.length - shown.length;
  const lines = [line(head), line(head.map(() => '---')), ...shown.map(line)];
  return [lines.join('\n'), ...(more === 0 ? [] : [`${more} more: \`kedge drift\` has all that are open.`])];
}

const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
