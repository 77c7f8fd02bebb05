import { valueAt } from '../stats/value-at.ts';

/**
 * A metric as sums per block of equal length, aligned by time: block i covers `blockMs` from `startMs + i * blockMs`.
 * The value of a block is num/den: errors over requests, cost over requests, slow requests over requests. A plain
 * value has den 1. A block without a usable sample has den 0 and num 0; it is no zero, it is missing.
 */
export interface BlockSeries {
  readonly startMs: number;
  readonly blockMs: number;
  readonly num: Float64Array;
  readonly den: Float64Array;
}

/** Sums up to each block, so that any stretch costs two subtractions. */
export interface CumulatedSeries {
  readonly startMs: number;
  readonly blockMs: number;
  readonly length: number;
  /** `length + 1` sums; the first is 0. */
  readonly num: Float64Array;
  readonly den: Float64Array;
  /** How many blocks are there. */
  readonly known: Float64Array;
}

export function cumulate({ startMs, blockMs, num, den }: BlockSeries): CumulatedSeries {
  const { length } = num;
  const sums = {
    num: new Float64Array(length + 1),
    den: new Float64Array(length + 1),
    known: new Float64Array(length + 1),
  };
  for (let i = 0; i < length; i += 1) {
    const weight = valueAt(den, i);
    sums.num[i + 1] = valueAt(sums.num, i) + valueAt(num, i);
    sums.den[i + 1] = valueAt(sums.den, i) + weight;
    sums.known[i + 1] = valueAt(sums.known, i) + (weight > 0 ? 1 : 0);
  }
  return { startMs, blockMs, length, ...sums };
}

/** num/den of the blocks from `from` to before `to`; NaN when nothing was measured there. */
export function valueOver(series: CumulatedSeries, from: number, to: number): number {
  if (from < 0 || to > series.length) return Number.NaN;
  if (valueAt(series.known, to) === valueAt(series.known, from)) return Number.NaN;
  return (
    (valueAt(series.num, to) - valueAt(series.num, from)) /
    (valueAt(series.den, to) - valueAt(series.den, from))
  );
}

/** How many blocks of a stretch are known. */
export const knownOver = (series: CumulatedSeries, from: number, to: number): number =>
  valueAt(series.known, Math.min(to, series.length)) - valueAt(series.known, Math.max(from, 0));
