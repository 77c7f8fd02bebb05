import type { PairedBlock } from './paired-block.ts';

/** Blocks that are summed to find noise that outlasts one block: two hours of 5-minute blocks. */
const LONG = 24;
/** Fewer sums than this say little about a variance. */
const FEWEST = 8;

/** Normal quantile of 95 %: from here on a dispersion is more than chance, and is taken at its upper bound. */
const CLEAR = 1.645;

/**
 * How much more the release's share of the events varies than pure chance would make it: Pearson's statistic over its
 * degrees of freedom, the larger of single blocks and of sums over two hours, and at least 1. The two arms may differ
 * by a constant factor. null when too few blocks had events to say.
 */
export function dispersionOf(blocks: readonly PairedBlock[]): number | null {
  const single = pearson(blocks);
  if (single === null) return null;
  return Math.max(1, single.value, lasting(blocks));
}

/** Of noise that outlasts a block; 1 where chance alone explains it. */
function lasting(blocks: readonly PairedBlock[]): number {
  const long = pearson(sums(blocks, LONG));
  const half = pearson(sums(blocks, LONG / 2));
  if (long === null || half === null) return 1;
  const error = Math.sqrt(2 / long.freedom);
  if (long.value <= 1 + CLEAR * error) return long.value;
  // What sums over two hours gained on those over one, noise that lasts longer gains again.
  return Math.max(long.value, 2 * long.value - half.value) * (1 + CLEAR * error);
}

function sums(blocks: readonly PairedBlock[], size: number): readonly PairedBlock[] {
  const found: PairedBlock[] = [];
  for (let i = 0; i + size <= blocks.length; i += size) found.push(sumOf(blocks.slice(i, i + size)));
  return found;
}

interface Pearson {
  readonly value: number;
  readonly freedom: number;
}

function pearson(blocks: readonly PairedBlock[]): Pearson | null {
  const all = sumOf(blocks);
  const ratio = all.num / all.den / (all.controlNum / all.controlDen);
  if (!(ratio > 0 && Number.isFinite(ratio))) return null;
  let sum = 0;
  let used = 0;
  for (const { num, den, controlNum, controlDen } of blocks) {
    const events = num + controlNum;
    const share = (ratio * den) / (ratio * den + controlDen);
    const variance = events * share * (1 - share);
    if (!(variance > 0)) continue;
    sum += (num - events * share) ** 2 / variance;
    used += 1;
  }
  return used < FEWEST ? null : { value: sum / (used - 1), freedom: used - 1 };
}

function sumOf(blocks: readonly PairedBlock[]): PairedBlock {
  const sum = { num: 0, den: 0, controlNum: 0, controlDen: 0 };
  for (const block of blocks) {
    sum.num += block.num;
    sum.den += block.den;
    sum.controlNum += block.controlNum;
    sum.controlDen += block.controlDen;
  }
  return sum;
}
