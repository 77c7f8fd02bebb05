import { visible } from '#domain/drift/text/visible-text.ts';
import { shorten } from '#domain/drift/text/shorten.ts';
import type { Ink } from '../report/ansi.ts';
import { padTo } from '../report/table-difference.ts';
import { textWidth } from '../report/text-width.ts';

const GAP = '  ';

/** Text of whoever wrote it, and how it is painted. */
export type Cell = string | { readonly text: string; readonly paint: (text: string) => string };

interface Written {
  readonly text: string;
  readonly paint: (text: string) => string;
}

const plain = (text: string): string => text;

/** Rows under their names. The last column takes what room is left. */
export function textTable(
  head: readonly string[],
  rows: readonly (readonly Cell[])[],
  { paint, width }: { readonly paint: Ink; readonly width: number },
): string {
  const cells = rows.map((row) =>
    row.map((cell): Written =>
      typeof cell === 'string'
        ? { text: visible(cell), paint: plain }
        : { ...cell, text: visible(cell.text) },
    ),
  );
  const widths = head.map((name, at) =>
    Math.max(textWidth(name), ...cells.map((row) => textWidth(row[at]?.text ?? ''))),
  );
  const last = head.length - 1;
  const taken = widths.slice(0, last).reduce((sum, each) => sum + each + GAP.length, 0);
  const room = Math.max(20, width - taken);
  const line = (row: readonly Written[]): string =>
    row
      .map(({ text, paint: painted }, at) =>
        at === last ? painted(shorten(text, room)) : padTo(painted(text), widths[at] ?? 0),
      )
      .join(GAP)
      .trimEnd();
  const names = head.map((text): Written => ({ text, paint: paint.dim }));
  return `${[names, ...cells].map(line).join('\n')}\n`;
}
