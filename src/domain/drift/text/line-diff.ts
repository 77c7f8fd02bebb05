import { visible } from './visible-text.ts';

export interface DiffLine {
  readonly sign: ' ' | '-' | '+' | '…';
  readonly text: string;
}

/** Beyond this the exact alignment costs more than it tells: the middle is shown as replaced. */
const MAX_ALIGNED = 400;

/**
 * The lines in which two texts differ, with one equal line around each group and `…` for what lies between.
 * At most `max` lines; the last one then says how many are missing. Line texts are already made visible.
 */
export function lineDiff(before: string, after: string, max: number): readonly DiffLine[] {
  const all = withContext(align(before.split('\n'), after.split('\n'))).filter(
    ({ sign, text }) => sign !== ' ' || text.trim() !== '',
  );
  if (all.length <= max) return all;
  const missing = all.slice(max - 1).filter((line) => line.sign === '-' || line.sign === '+').length;
  return [...all.slice(0, max - 1), { sign: '…', text: `${missing} more changed lines` }];
}

/** How many lines went and came. */
export function changedLines(
  before: string,
  after: string,
): { readonly gone: number; readonly come: number } {
  const lines = align(before.split('\n'), after.split('\n'));
  return {
    gone: lines.filter((line) => line.sign === '-').length,
    come: lines.filter((line) => line.sign === '+').length,
  };
}

const line = (sign: DiffLine['sign'], text: string): DiffLine => ({ sign, text: visible(text) });

function align(a: readonly string[], b: readonly string[]): readonly DiffLine[] {
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head++;
  let tail = 0;
  const limit = Math.min(a.length, b.length) - head;
  while (tail < limit && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
  return [
    ...a.slice(0, head).map((text) => line(' ', text)),
    ...alignMiddle(a.slice(head, a.length - tail), b.slice(head, b.length - tail)),
    ...a.slice(a.length - tail).map((text) => line(' ', text)),
  ];
}

function alignMiddle(a: readonly string[], b: readonly string[]): readonly DiffLine[] {
  if (a.length > MAX_ALIGNED || b.length > MAX_ALIGNED) {
    return [...a.map((text) => line('-', text)), ...b.map((text) => line('+', text))];
  }
  const common = commonLengths(a, b);
  const at = (i: number, j: number): number => common[i * (b.length + 1) + j] ?? 0;
  const lines: DiffLine[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      lines.push(line(' ', a[i] ?? ''));
      i++;
      j++;
    } else if (j >= b.length || (i < a.length && at(i + 1, j) >= at(i, j + 1))) {
      lines.push(line('-', a[i++] ?? ''));
    } else {
      lines.push(line('+', b[j++] ?? ''));
    }
  }
  return lines;
}

/** For each pair of positions the length of the longest common subsequence of what follows. */
function commonLengths(a: readonly string[], b: readonly string[]): Uint16Array {
  const width = b.length + 1;
  const lengths = new Uint16Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      lengths[i * width + j] =
        a[i] === b[j]
          ? (lengths[(i + 1) * width + j + 1] ?? 0) + 1
          : Math.max(lengths[(i + 1) * width + j] ?? 0, lengths[i * width + j + 1] ?? 0);
    }
  }
  return lengths;
}

function withContext(lines: readonly DiffLine[]): readonly DiffLine[] {
  const changed = (i: number): boolean => lines[i] !== undefined && lines[i].sign !== ' ';
  const kept: DiffLine[] = [];
  let skipped = 0;
  for (const [i, entry] of lines.entries()) {
    if (entry.sign !== ' ' || changed(i - 1) || changed(i + 1)) {
      if (skipped > 0) kept.push({ sign: '…', text: `${skipped} equal ${skipped === 1 ? 'line' : 'lines'}` });
      skipped = 0;
      kept.push(entry);
    } else {
      skipped++;
    }
  }
  return kept;
}
