import type { Ink } from '../report/ansi.ts';
import { shortNumber, type ChartData } from './chart-data.ts';

const ROWS = 8;

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
  const lines = labels.map((label, row) => {
    const cells = data.release.map((value, column) => {
      if (Number.isFinite(value) && rowOf(value) === row) return ink.bold('●');
      const against = data.baseline[column] ?? Number.NaN;
      if (Number.isFinite(against) && rowOf(against) === row) return ink.dim('·');
      return column === calledColumn ? ink.red('┊') : ' ';
    });
    return `  ${label.padStart(width)} ┤${cells.join('')}`;
  });
  const axis = `  ${' '.repeat(width)} └${'─'.repeat(data.release.length)}`;
  return [...lines.toReversed(), axis, `  ${' '.repeat(width)}  ${hours(data)}`];
}

/** Numbers at the bottom, the middle and the top. */
function axisLabel(row: number, low: number, high: number): string {
  if (row !== 0 && row !== ROWS - 1 && row !== Math.floor(ROWS / 2)) return '';
  return high === low && row !== Math.floor(ROWS / 2)
    ? ''
    : shortNumber(low + ((high - low) * row) / (ROWS - 1));
}

function hours({ release }: ChartData): string {
  const middle = Math.floor(release.length / 2);
  return `start${'half'.padStart(Math.max(5, middle) - 3)}${'end'.padStart(Math.max(4, release.length - middle) - 2)}`;
}
