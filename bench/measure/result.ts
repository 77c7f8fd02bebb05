import { median, middleHalf } from './statistics.ts';

/** One line of a benchmark's table: Kedge against a named rival, lower is better unless the aim says otherwise. */
export interface Row {
  /** What was measured, e.g. `light provider, 200 resources, in sync: wall`. */
  readonly what: string;
  readonly unit: 'ms' | 'MB' | 'stacks/s';
  readonly ours: readonly number[];
  readonly rival: readonly number[];
  readonly aim: Aim | null;
}

export type Aim =
  | { readonly kind: 'ratio at most'; readonly limit: number }
  | { readonly kind: 'ratio at least'; readonly limit: number }
  /** Kedge's own value, in the row's unit. */
  | { readonly kind: 'ours below'; readonly limit: number };

export interface BenchResult {
  readonly title: string;
  readonly rival: string;
  /** What a reader must know to judge the numbers, one sentence or two each. */
  readonly notes: readonly string[];
  readonly rows: readonly Row[];
  /** Cases that could not be measured here, each with its reason. */
  readonly skipped: readonly string[];
}

export interface Ratio {
  readonly middle: number;
  readonly middleHalf: readonly [number, number];
}

/** Of each pair that was measured back to back; their median is steadier than the ratio of two medians. */
export function ratioOf({ ours, rival }: Pick<Row, 'ours' | 'rival'>): Ratio {
  const ratios = ours.map((value, i) => value / (rival[i] ?? Number.NaN));
  return { middle: median(ratios), middleHalf: middleHalf(ratios) };
}

export function isReached(row: Row): boolean | null {
  if (row.aim === null) return null;
  switch (row.aim.kind) {
    case 'ratio at most':
      return ratioOf(row).middle <= row.aim.limit;
    case 'ratio at least':
      return ratioOf(row).middle >= row.aim.limit;
    case 'ours below':
      return Math.max(...row.ours) < row.aim.limit;
  }
}
