import { OPERATIONS } from '../../test/adopt/corpus/attempt.ts';
import type { Form } from '../../test/adopt/corpus/collection.ts';
import type { Tally } from '../../test/adopt/corpus/tally.ts';

export interface Row {
  readonly name: string;
  readonly form: Form;
  readonly tally: Tally;
}

/** What became of all edits, as Markdown. */
export function corpusReport(rows: readonly Row[]): string {
  return [collections(rows), operations(rows), refusals(rows), failures(rows)].filter(Boolean).join('\n');
}

function collections(rows: readonly Row[]): string {
  const lines = rows.map(({ name, form, tally }) => [
    name,
    form,
    tally.files,
    tally.formatted,
    unreadCount(tally),
    tally.places,
    editedCount(tally),
    refusedCount(tally),
    tally.wrongs.length,
    tally.misreadings.length,
  ]);
  const sums = lines.reduce<number[]>((sum, line) => {
    for (const [i, cell] of line.slice(2).entries()) sum[i] = (sum[i] ?? 0) + Number(cell);
    return sum;
  }, []);
  const head = [
    'Collection',
    'Form',
    'Files',
    'Formatted',
    'Unreadable',
    'Places',
    'Edited',
    'Refused',
    'Wrong',
    'Misread',
  ];
  return table(head, [...lines, ['**all**', '', ...sums]]);
}

function operations(rows: readonly Row[]): string {
  const lines = OPERATIONS.map((operation) => {
    const edits = rows.flatMap(({ tally }) => tally.edits.get(operation) ?? []);
    const count = edits.reduce((sum, edit) => sum + edit.count, 0);
    const realigned = edits.reduce((sum, edit) => sum + edit.realigned, 0);
    const refused = rows.flatMap(({ tally }) =>
      [...tally.refusals].filter(([key]) => key.startsWith(`${operation}:`)).flatMap(([, where]) => where),
    );
    const wrong = rows.flatMap(({ tally }) => tally.wrongs.filter((one) => one.operation === operation));
    return [operation, count, realigned, refused.length, wrong.length];
  });
  return table(['Edit', 'Right', 'Of these with blanks moved beside it', 'Refused', 'Wrong'], lines);
}

function refusals(rows: readonly Row[]): string {
  const lines = rows.flatMap(({ name, form, tally }) =>
    [...tally.refusals].map(([reason, where]) => [name, form, reason, where.length, where[0] ?? '']),
  );
  return lines.length === 0 ? '' : table(['Collection', 'Form', 'Refused', 'Times', 'For example'], lines);
}

/** Everything that is not as it should be, one line each. */
function failures(rows: readonly Row[]): string {
  return rows
    .flatMap(({ name, form, tally }) =>
      [
        ...tally.wrongs.map((wrong) => `${wrong.operation}: ${wrong.why}: ${wrong.where}`),
        ...tally.misreadings.map((where) => `Terraform reads another value: ${where}`),
        ...tally.missing.map((where) => `not listed: ${where}`),
        ...tally.unread.byUsAlone.map((file) => `unreadable for Kedge alone: ${file}`),
      ].map((line) => `- ${name}, ${form}: ${line}\n`),
    )
    .join('');
}

const editedCount = ({ edits }: Tally): number => edits.values().reduce((sum, { count }) => sum + count, 0);

const refusedCount = ({ refusals: of }: Tally): number =>
  of.values().reduce((sum, where) => sum + where.length, 0);

const unreadCount = ({ unread }: Tally): number => unread.byBoth.length + unread.byUsAlone.length;

type Cells = readonly (string | number)[];

const line = (cells: Cells): string => `| ${cells.join(' | ')} |\n`;

const table = (head: readonly string[], rows: readonly Cells[]): string =>
  [line(head), line(head.map(() => '---')), ...rows.map(line)].join('');
