import {
  FIGURE_MEANING,
  FIGURE_NAMES,
  type DriftFigures,
  type Figure,
  type FigureName,
} from '#domain/drift/life/drift-figures.ts';
import { worstVerdict, type ObjectiveVerdict } from '#domain/drift/life/drift-objectives.ts';
import type { Look } from '../print.ts';
import { ink, type Ink } from '../report/ansi.ts';
import { counted, number } from '../report/summary-text.ts';
import { padTo } from '../report/table-difference.ts';
import { textWidth } from '../report/text-width.ts';
import { wrapText } from '../report/wrap-text.ts';
import { columnsOf } from './columns.ts';
import { durationText, shareText } from './time-text.ts';

const GAP = '  ';
const HEAD = ['FIGURE', 'NOW', 'OBJECTIVE', 'POINTS', 'VERDICT', ''];

/** Every figure with the points behind it, and against its objective where there is one. */
export function objectivesTable(
  figures: DriftFigures,
  verdicts: readonly ObjectiveVerdict[],
  windowMs: number,
  look: Look,
): string {
  const paint = ink(look.color);
  const rows = FIGURE_NAMES.map((name) => rowOf(name, figures[name], verdicts, paint));
  const widths = HEAD.map((head, i) =>
    Math.max(...[head, ...rows.map((row) => row[i] ?? '')].map(textWidth)),
  );
  const line = (row: readonly string[]): string =>
    row
      .map((cell, i) => padTo(cell, widths[i] ?? 0))
      .join(GAP)
      .trimEnd();
  return [
    paint.dim(line(HEAD)),
    ...rows.map(line),
    '',
    ...wrapText(
      `Ages are of what is open now; times and shares are of the last ${durationText(windowMs)}. Percentiles are the nearest rank.`,
      columnsOf(look),
    ).map(paint.dim),
    verdictLine(verdicts, paint),
    `Next: ${paint.cyan(verdicts.length === 0 ? 'set objectives in kedge.yaml' : 'kedge drift')}`,
    '',
  ].join('\n');
}

function rowOf(
  name: FigureName,
  figure: Figure,
  verdicts: readonly ObjectiveVerdict[],
  paint: Ink,
): readonly string[] {
  const { unit, what } = FIGURE_MEANING[name];
  const objective = verdicts.find((verdict) => verdict.name === name);
  return [
    name,
    figure.value === null ? '-' : quantityText(figure.value, unit),
    objective === undefined ? '-' : `at most ${quantityText(objective.limit, unit)}`,
    number(figure.points),
    objective === undefined ? '-' : verdictText(objective.verdict, paint),
    paint.dim(what),
  ];
}

const quantityText = (value: number, unit: 'ms' | 'share'): string =>
  unit === 'ms' ? durationText(value) : shareText(value);

function verdictText(verdict: ObjectiveVerdict['verdict'], paint: Ink): string {
  if (verdict === 'missed') return paint.red('missed');
  return verdict === 'met' ? paint.green('met') : paint.yellow('no data');
}

function verdictLine(verdicts: readonly ObjectiveVerdict[], paint: Ink): string {
  const count = (verdict: ObjectiveVerdict['verdict']): number =>
    verdicts.filter((each) => each.verdict === verdict).length;
  const all = counted(verdicts.length, 'objective');
  switch (worstVerdict(verdicts)) {
    case null:
      return 'No objective is set, so there is no verdict.';
    case 'missed':
      return paint.red(`${number(count('missed'))} of ${all} missed.`);
    case 'no_data':
      return paint.yellow(`${number(count('no_data'))} of ${all} without data: unknown, not met.`);
    case 'met':
      return paint.green(`${all} met.`);
  }
}
