import { ageOf, type Attention } from '#domain/drift/life/attention.ts';
import type { DriftRecord } from '#domain/drift/life/drift-record.ts';
import type { Ink } from '../report/ansi.ts';
import { subjectOf } from '#domain/drift/text/change.ts';
import { shorten } from '#domain/drift/text/shorten.ts';
import { padTo } from '../report/table-difference.ts';
import { textWidth } from '../report/text-width.ts';
import { visible } from '#domain/drift/text/visible-text.ts';
import { wrapParts } from '../report/wrap-text.ts';
import { attentionText } from './attention-text.ts';
import { severityText } from './severity-text.ts';
import { stackName, type ListedStack } from './listed-stack.ts';
import { durationText } from './time-text.ts';

export interface RowStyle {
  readonly stacks: readonly ListedStack[];
  readonly attention: (record: DriftRecord) => readonly Attention[];
  readonly ids: (record: DriftRecord) => string;
  readonly paint: Ink;
  readonly width: number;
}

export interface RowLayout {
  /** The names of the columns. */
  readonly head: string;
  /** One record: a line where it fits, else what it is about below it; then why it wants to be looked at. */
  readonly row: (record: DriftRecord) => readonly string[];
}

const GAP = '  ';
/** What stands below a row begins under its severity. */
const INDENT = ' '.repeat(10);
const MAX_STACK = 28;
const HEAD = {
  id: 'ID',
  severity: 'SEVERITY',
  age: 'AGE',
  state: 'STATE',
  stack: 'STACK',
  subject: 'WHAT',
  owner: 'OWNER',
};

type Cells = Readonly<Record<keyof typeof HEAD, string>>;

/** Columns over all records of a page, so that its groups stand under each other. */
export function rowLayout(records: readonly DriftRecord[], now: string, style: RowStyle): RowLayout {
  const owners = new Map(style.stacks.map((stack) => [stackName(stack), stack.owner]));
  const cells = new Map(records.map((record) => [record, cellsOf(record, now, owners, style)]));
  const all = [HEAD, ...cells.values()];
  const widest = (name: keyof Cells): number => Math.max(...all.map((row) => textWidth(row[name])));
  const fixed = ['id', 'severity', 'age', 'state', 'stack'] as const;
  const widths = new Map(fixed.map((name) => [name, widest(name)]));
  const left = (row: Cells): string => fixed.map((name) => padTo(row[name], widths.get(name) ?? 0)).join(GAP);
  const room = style.width - textWidth(left(HEAD)) - GAP.length * 2 - widest('owner');
  const subjects = all.map(({ subject }) => textWidth(subject)).filter((width) => width <= room);
  const column = Math.max(0, ...subjects);
  const line = (row: Cells, paint: Ink): readonly string[] => {
    const start = left({ ...row, severity: row.severity });
    const end = row.owner === '' ? '' : GAP + paint.dim(row.owner);
    if (textWidth(row.subject) <= column) {
      return [`${start}${GAP}${padTo(paint.bold(row.subject), column)}${end}`.trimEnd()];
    }
    return [start.trimEnd(), `${INDENT}${paint.bold(row.subject)}${end}`];
  };
  return {
    head: style.paint.dim(left(HEAD) + GAP + padTo(HEAD.subject, column) + GAP + HEAD.owner),
    row: (record) => {
      const row = cells.get(record);
      if (row === undefined) return [];
      return [...line(row, style.paint), ...attentionLines(style.attention(record), style)];
    },
  };
}

function cellsOf(
  record: DriftRecord,
  now: string,
  owners: ReadonlyMap<string, string | null>,
  { ids, paint }: RowStyle,
): Cells {
  const { difference, state } = record;
  const stack = stackName(record);
  return {
    id: ids(record),
    severity: severityText(difference.severity, paint),
    age: durationText(ageOf(record, now)),
    state: state.replaceAll('_', ' '),
    stack: shorten(visible(stack), MAX_STACK),
    subject: subjectOf(difference),
    owner: visible(owners.get(stack) ?? ''),
  };
}

function attentionLines(reasons: readonly Attention[], { paint, width }: RowStyle): readonly string[] {
  if (reasons.length === 0) return [];
  const parts = reasons.map(attentionText).map(paint.yellow);
  return wrapParts(parts, ' · ', width, INDENT);
}
