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

/** What a look must pass to matter. */
export interface Bounds {
  readonly bound: number;
  readonly mirrored: number;
}

const NO_FLOOR: Bounds = { bound: -Infinity, mirrored: -Infinity };

/**
 * The look after `blocks` blocks from block `start`: against the level of the hours before the start, and against the
 * same hours of the day before. Where the look has come into a weekend, or out of one, also against the same hours of
 * the week before: the day before is no measure of another kind of day.
 * @param floor where neither bound can pass it, what is given is only known not to pass it either; most looks are
 *   settled by the level alone, which costs a tenth
 */
export function lookAt(
  series: CumulatedSeries,
  fit: Fit,
  start: number,
  blocks: number,
  scheme: Scheme,
  floor: Bounds = NO_FLOOR,
): Look {
  const size = Math.ceil(blocks / scheme.mostGroups);
  const terms: GroupTerms = { series, fit, start, blocks, scheme, size, groups: Math.floor(blocks / size) };
  const level = valueAt(fit.level, size);
  const y = groupsAgo(terms, 0);
  // A gap is no evidence of a change: it stands where the baseline stands.
  const missing = fillGaps(y, () => yesterdayOf(terms, level), level);
  y.sort();
  const bounds = againstLevel(y, level, scheme.z);
  const settled = bounds.bound <= floor.bound && bounds.mirrored <= floor.mirrored;
  return {
    ...(settled ? bounds : againstDays(y, bounds, terms, { level, floor })),
    groups: terms.groups,
    missing,
  };
}

function yesterdayOf(terms: GroupTerms, level: number): Float64Array {
  const yesterday = groupsAgo(terms, 1);
  fillGaps(yesterday, null, level);
  return yesterday;
}

interface Reference {
  readonly level: number;
  readonly floor: Bounds;
}

function againstDays(y: Float64Array, so: Bounds, terms: GroupTerms, { level, floor }: Reference): Bounds {
  const { series, start, blocks, scheme } = terms;
  const yesterday = yesterdayOf(terms, level);
  const newestMs = series.startMs + (start + blocks - 1) * series.blockMs;
  const week = scheme.dayTypes && isTransition(newestMs) ? groupsAgo(terms, 7) : null;
  if (week !== null) fillGaps(week, () => yesterday, level);
  const bounds = againstDay(y, yesterday.toSorted(), so, floor, scheme.z);
  return week === null ? bounds : againstDay(y, week.toSorted(), bounds, floor, scheme.z);
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
function groupsAgo(
  { series, fit, start, blocks, scheme, size, groups }: GroupTerms,
  days: number,
): Float64Array {
  const offset = valueAt(fit.offset, size);
  const values = new Float64Array(groups);
  for (let i = 0; i < groups; i += 1) {
    // Groups end at the look: the newest data always counts, and what is left over is the first minutes of the change.
    const from = blocks - (groups - i) * size;
    const at = start + from - days * scheme.blocksPerDay;
    values[i] =
      Math.log(valueOver(series, at, at + size) + offset) - shapeOver(fit.shape, from, size, scheme);
  }
  return values;
}

/** Puts what stands at the same place of another, or else `level`, where a value is missing; gives how many were. */
function fillGaps(values: Float64Array, other: (() => Float64Array) | null, level: number): number {
  let missing = 0;
  let from: Float64Array | null = null;
  for (let i = 0; i < values.length; i += 1) {
    if (Number.isFinite(valueAt(values, i))) continue;
    from ??= other === null ? null : other();
    values[i] = from === null ? level : valueAt(from, i);
    missing += 1;
  }
  return missing;
}

/** The bounds so far, lowered by those against another day; both sorted upwards. */
function againstDay(y: Float64Array, day: Float64Array, so: Bounds, floor: Bounds, z: number): Bounds {
  const rank = boundRank(y.length, day.length, z);
  const lowered = (a: Float64Array, b: Float64Array, bound: number, least: number): number =>
    bound <= least ? bound : Math.min(bound, largestDifference(a, b, rank, least));
  return {
    bound: lowered(y, day, so.bound, floor.bound),
    mirrored: lowered(day, y, so.mirrored, floor.mirrored),
  };
}

/** The level stands for as many values as `y` has, so each difference to it occurs that often. */
function againstLevel(y: Float64Array, level: number, z: number): Bounds {
  const rank = Math.ceil(boundRank(y.length, y.length, z) / y.length);
  return { bound: valueAt(y, y.length - rank) - level, mirrored: level - valueAt(y, rank - 1) };
}
