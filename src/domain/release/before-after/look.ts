import { boundRank, largestDifference } from '../../stats/pairwise-difference.ts';
import { valueAt } from '../../stats/value-at.ts';
import { valueOver, type CumulatedSeries } from '../block-series.ts';
import { isTransition } from './day-type.ts';
import { shapeOver, type Fit } from './fit.ts';
import type { Scheme } from './scheme.ts';

/** What one look found, in ln units: how much worse at least, against the worst of its baselines. */
export interface Look {
  readonly bound: number;
  /** The same of the mirror image: how much better at least. */
  readonly mirrored: number;
  readonly groups: number;
  /** Groups without a value; each counts as no change. */
  readonly missing: number;
}

/**
 * The look after `blocks` blocks from block `start`: against the same hours of the day before, and against the level of
 * the hours before the start. Where the look has come into a weekend, or out of one, also against the same hours of the
 * week before: the day before is no measure of another kind of day.
 */
export function lookAt(
  series: CumulatedSeries,
  fit: Fit,
  start: number,
  blocks: number,
  scheme: Scheme,
): Look {
  const size = Math.ceil(blocks / scheme.mostGroups);
  const terms: GroupTerms = { series, fit, start, blocks, scheme, size, groups: Math.floor(blocks / size) };
  const level = valueAt(fit.level, size);
  const yesterday = groupsAgo(terms, 1).map((value) => (Number.isFinite(value) ? value : level));
  const now = groupsAgo(terms, 0);
  const missing = now.reduce((count, value) => count + (Number.isFinite(value) ? 0 : 1), 0);
  // A gap is no evidence of a change: it stands where the baseline stands.
  const y = fillFrom(now, yesterday).toSorted();
  let bounds = againstLevel(y, level, scheme.z);
  bounds = lower(bounds, againstDay(y, yesterday.toSorted(), scheme.z));
  if (isTransition(series.startMs + (start + blocks - 1) * series.blockMs)) {
    const week = fillFrom(groupsAgo(terms, 7), yesterday).toSorted();
    bounds = lower(bounds, againstDay(y, week, scheme.z));
  }
  return { ...bounds, groups: terms.groups, missing };
}

interface GroupTerms {
  readonly series: CumulatedSeries;
  readonly fit: Fit;
  readonly start: number;
  readonly blocks: number;
  readonly scheme: Scheme;
  /** Blocks in a group. */
  readonly size: number;
  readonly groups: number;
}

/** ln of the groups since the start as they were so many days ago, without the shape of the day. */
function groupsAgo({ series, fit, start, blocks, scheme, size, groups }: GroupTerms, days: number): Float64Array {
  const offset = valueAt(fit.offset, size);
  const values = new Float64Array(groups);
  for (let i = 0; i < groups; i += 1) {
    // Groups end at the look: the newest data always counts, and what is left over is the first minutes of the change.
    const from = blocks - (groups - i) * size;
    const at = start + from - days * scheme.blocksPerDay;
    values[i] = Math.log(valueOver(series, at, at + size) + offset) - shapeOver(fit.shape, from, size, scheme);
  }
  return values;
}

const fillFrom = (values: Float64Array, other: Float64Array): Float64Array =>
  values.map((value, i) => (Number.isFinite(value) ? value : valueAt(other, i)));

interface Bounds {
  readonly bound: number;
  readonly mirrored: number;
}

const lower = (a: Bounds, b: Bounds): Bounds => ({
  bound: Math.min(a.bound, b.bound),
  mirrored: Math.min(a.mirrored, b.mirrored),
});

/** Both sorted upwards. */
function againstDay(y: Float64Array, day: Float64Array, z: number): Bounds {
  const rank = boundRank(y.length, day.length, z);
  return { bound: largestDifference(y, day, rank), mirrored: largestDifference(day, y, rank) };
}

/** The level stands for as many values as `y` has, so each difference to it occurs that often. */
function againstLevel(y: Float64Array, level: number, z: number): Bounds {
  const rank = Math.ceil(boundRank(y.length, y.length, z) / y.length);
  return { bound: valueAt(y, y.length - rank) - level, mirrored: level - valueAt(y, rank - 1) };
}
