import { isReached, ratioOf, type Aim, type BenchResult, type Row } from './result.ts';
import { median, middleHalf } from './statistics.ts';

/** A benchmark as a section of docs/benchmarks.md. */
export function markdownOf(result: BenchResult): string {
  const lines = [
    `## ${result.title}`,
    '',
    `Rival: ${result.rival}.`,
    '',
    ...result.notes.map((note) => `- ${note}`),
    ...(result.notes.length > 0 ? [''] : []),
    '| What | Kedge | Rival | Ratio | Aim | Reached | Runs |',
    '| --- | ---: | ---: | ---: | --- | --- | ---: |',
    ...result.rows.map(rowLine),
    ...(result.skipped.length > 0 ? ['', ...result.skipped.map((why) => `- Not measured: ${why}`)] : []),
  ];
  return `${lines.join('\n')}\n`;
}

function rowLine(row: Row): string {
  const ratio = ratioOf(row);
  const [low, high] = ratio.middleHalf;
  const reached = isReached(row);
  const cells = [
    row.what,
    measured(row.ours, row.unit),
    measured(row.rival, row.unit),
    `**${ratio.middle.toFixed(3)}** (${low.toFixed(3)} to ${high.toFixed(3)})`,
    row.aim === null ? '' : aimText(row.aim, row.unit),
    reached === null ? '' : reached ? 'yes' : 'no',
    String(row.ours.length),
  ];
  return `| ${cells.join(' | ')} |`;
}

function measured(values: readonly number[], unit: Row['unit']): string {
  const [low, high] = middleHalf(values);
  return `${number(median(values))} (${number(low)} to ${number(high)}) ${unit}`;
}

const number = (value: number): string => (value >= 100 ? value.toFixed(0) : value.toPrecision(3));

function aimText(aim: Aim, unit: Row['unit']): string {
  switch (aim.kind) {
    case 'ratio at most':
      return `<= ${aim.limit}`;
    case 'ratio at least':
      return `>= ${aim.limit}`;
    case 'ours below':
      return `Kedge < ${aim.limit} ${unit}`;
  }
}
