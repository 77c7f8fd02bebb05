import { clopperPearson } from '#domain/stats/binomial-interval.ts';
import { TOLERANCE } from './grid.ts';
import { JUDGES, type CellResult, type EffectResult, type Judge, type Tally } from './tally.ts';

const NAMES: Readonly<Record<Judge, string>> = {
  kedge: 'Kedge',
  canary: 'Mann-Whitney canary',
  naive: 'naive z',
};

const TITLES: Readonly<Record<string, string>> = {
  E1: 'Counts with a control',
  E2: 'Ratios with a control',
  E3: 'Before and after, simulated',
  corpus: 'Before and after, public series (the half for design)',
};

/** One table for each way of judging. False alarms and INCONCLUSIVE in % with 95 % Clopper-Pearson intervals. */
export function resultsMarkdown(cells: readonly CellResult[]): string {
  const groups = Object.groupBy(cells, ({ id }) => id.split('/')[0] ?? '');
  return Object.entries(groups)
    .map(([group, members]) => `### ${TITLES[group] ?? group}\n\n${table(members ?? [])}`)
    .join('\n');
}

function table(cells: readonly CellResult[]): string {
  const head = [
    'cell',
    'judge',
    'runs',
    'false alarms %',
    'false alarms % at the tolerance',
    'power % (median minutes)',
    'INCONCLUSIVE % unchanged',
  ];
  const rows = cells.flatMap((cell) => JUDGES.map((judge, i) => row(cell, judge, i === 0)));
  return `${[line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')}\n`;
}

const line = (parts: readonly string[]): string => `| ${parts.join(' | ')} |`;

function row(cell: CellResult, judge: Judge, isFirst: boolean): readonly string[] {
  const at = (factor: number): Tally | undefined =>
    cell.effects.find((each) => each.factor === factor)?.judges[judge];
  const unchanged = at(1);
  const edge = at(1 + TOLERANCE);
  const powers = cell.effects.filter(({ factor }) => factor > 1 + TOLERANCE);
  return [
    isFirst ? cell.what : '',
    NAMES[judge],
    String(unchanged?.runs ?? 0),
    share(unchanged?.alarms, unchanged?.runs),
    share(edge?.alarms, edge?.runs),
    powers.map((effect) => power(effect, judge)).join('; '),
    share(unchanged?.inconclusive ?? undefined, unchanged?.runs),
  ];
}

function share(hits: number | undefined, runs: number | undefined): string {
  if (hits === undefined || runs === undefined || runs === 0) return '–';
  const { low, high } = clopperPearson(hits, runs);
  return `${percent(hits / runs)} [${percent(low)}–${percent(high)}]`;
}

const percent = (part: number): string => (100 * part).toFixed(1);

function power({ factor, judges }: EffectResult, judge: Judge): string {
  const { alarms, runs, medianMinutes } = judges[judge];
  return `×${factor}: ${((100 * alarms) / runs).toFixed(0)} (${medianMinutes ?? '–'})`;
}
