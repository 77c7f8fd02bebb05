import type { Ink } from '../report/ansi.ts';
import { shortNumber, type ChartData } from '#domain/release/picture/chart-data.ts';

const ROWS = 8;
/** Points that are few stand further apart, so that every chart has about this width. */
const COLUMNS = 72;

/** Lines of a chart: ● the release, · what it is held against, ┊ the first look that called. */
export function terminalChart(data: ChartData, calledAfter: number | null, ink: Ink): readonly string[] {
  const known = [...data.release, ...data.baseline].filter(Number.isFinite);
  if (known.length === 0) return ['  nothing was measured'];
  const low = Math.min(...known);
  const high = Math.max(...known);
  const rowOf = (value: number): number =>
    high === low ? Math.floor(ROWS / 2) : Math.round(((value - low) / (high - low)) * (ROWS - 1));
  const calledColumn = calledAfter === null ? -1 : Math.ceil(calledAfter / data.blocksPerColumn) - 1;
  const labels = [...Array(ROWS).keys()].map((row) => axisLabel(row, low, high));
  const width = Math.max(...labels.map((label) => label.length));
  const apart = Math.max(1, Math.floor(COLUMNS / data.release.length));
  const lines = labels.map((label, row) => {
    const cells = data.release.map((value, column) => {
      const call = column === calledColumn ? ink.red('┊') : ' ';
      const against = data.baseline[column] ?? Number.NaN;
      const isOwn = Number.isFinite(value) && rowOf(value) === row;
      const isOther = Number.isFinite(against) && rowOf(against) === row;
      const sign = isOwn ? ink.bold('●') : isOther ? ink.dim('·') : call;
      return sign + ' '.repeat(apart - 1);
    });
    return `  ${label.padStart(width)} ┤${cells.join('')}`.trimEnd();
  });
  const columns = data.release.length * apart;
  const axis = `  ${' '.repeat(width)} └${'─'.repeat(columns)}`;
  return [...lines.toReversed(), axis, `  ${' '.repeat(width)}  ${times(columns)}`];
}

/** Numbers at the bottom, the middle and the top. */
function axisLabel(row: number, low: number, high: number): string {
  if (row !== 0 && row !== ROWS - 1 && row !== Math.floor(ROWS / 2)) return '';
  return high === low && row !== Math.floor(ROWS / 2)
    ? ''
    : shortNumber(low + ((high - low) * row) / (ROWS - 1));
}

function times(columns: number): string {
  const middle = Math.floor(columns / 2);
  return `start${'half'.padStart(Math.max(6, middle - 3))}${'end'.padStart(Math.max(5, columns - middle - 2))}`;
}
