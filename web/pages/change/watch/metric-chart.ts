import type { Watch, WatchedMetric } from '../../../api/types.ts';

type Value = number | null;
export type MetricLook = WatchedMetric['looks'][number];

/** A metric of a watch on the blocks of the whole watch, also those to come. null: nothing is known there. */
export interface MetricChart {
  /** The middle of each block, in seconds. */
  readonly times: readonly number[];
  readonly low: readonly Value[];
  readonly middle: readonly Value[];
  readonly high: readonly Value[];
  /** So far it may get worse. */
  readonly limit: readonly Value[];
  readonly release: readonly Value[];
  /** The look that was made with the end of each block. */
  readonly looks: readonly (MetricLook | null)[];
}

type Grid = Pick<Watch, 'start' | 'end' | 'block_ms'>;
type Measured = Pick<WatchedMetric, 'release' | 'baseline' | 'looks'>;

export function metricChart({ release, baseline, looks }: Measured, grid: Grid): MetricChart {
  const blocks = blocksIn(grid);
  const place = placesOf(grid, blocks);
  const band = place(baseline.band.map((row) => [row[0], row] as const));
  const start = Date.parse(grid.start);
  const byNumber = new Map(looks.map((look) => [look.number, look]));
  return {
    times: Array.from({ length: blocks }, (_, i) => (start + (i + 0.5) * grid.block_ms) / 1000),
    low: band.map((row) => row?.[1] ?? null),
    middle: band.map((row) => row?.[2] ?? null),
    high: band.map((row) => row?.[3] ?? null),
    limit: place(baseline.limit),
    release: place(release),
    looks: Array.from({ length: blocks }, (_, i) => byNumber.get(i + 1) ?? null),
  };
}

const blocksIn = ({ start, end, block_ms }: Grid): number =>
  Math.max(1, Math.round((Date.parse(end) - Date.parse(start)) / block_ms));

/** Puts each value where its block is; what lies outside the watch belongs to another picture. */
const placesOf =
  ({ start, block_ms }: Grid, blocks: number) =>
  <T>(rows: readonly (readonly [at: number, value: T])[]): (T | null)[] => {
    const placed: (T | null)[] = Array.from({ length: blocks }, () => null);
    for (const [at, value] of rows) {
      const block = Math.round((at - Date.parse(start)) / block_ms);
      if (block >= 0 && block < blocks) placed[block] = value;
    }
    return placed;
  };

const MARGIN = 0.08;
/** Where zero is near, it is shown: half of nothing looks like a lot. */
const NEAR_ZERO = 0.3;

/** From where to where the values reach, so that none touches the edge. */
export function valueRange({ low, middle, high, limit, release }: MetricChart): [number, number] {
  const known = [low, middle, high, limit, release].flat().filter((value) => value !== null);
  if (known.length === 0) return [0, 1];
  const [least, most] = known.reduce(
    ([from, to], value) => [Math.min(from, value), Math.max(to, value)] as const,
    [Infinity, -Infinity] as const,
  );
  const margin = (most - least || Math.abs(most) || 1) * MARGIN;
  const bottom = least >= 0 && least < NEAR_ZERO * most ? 0 : least - margin;
  return [bottom, most + margin];
}

/** What stands at one block, for whoever points at it. */
export interface BlockReading {
  readonly from: Date;
  readonly to: Date;
  readonly release: Value;
  /** Of the release against the middle of the baseline: 0.1 is a tenth more; null: one of them is not known. */
  readonly change: Value;
  readonly low: Value;
  readonly middle: Value;
  readonly high: Value;
  readonly limit: Value;
  readonly look: MetricLook | null;
}

export function blockReading(chart: MetricChart, block: number, blockMs: number): BlockReading | null {
  const time = chart.times[block];
  if (time === undefined) return null;
  const at = (values: readonly Value[]): Value => values[block] ?? null;
  const [release, middle] = [at(chart.release), at(chart.middle)];
  return {
    from: new Date(time * 1000 - blockMs / 2),
    to: new Date(time * 1000 + blockMs / 2),
    release,
    change: release === null || middle === null || middle === 0 ? null : release / middle - 1,
    low: at(chart.low),
    middle,
    high: at(chart.high),
    limit: at(chart.limit),
    look: chart.looks[block] ?? null,
  };
}

/** The newest block that the release has a value in, else the first. */
export const newestBlock = ({ release }: MetricChart): number =>
  Math.max(
    0,
    release.findLastIndex((value) => value !== null),
  );

/** The look that called it; -1: none did. */
export const alarmBlock = ({ looks }: MetricChart): number => looks.findIndex((look) => look?.alarm === true);

export interface Span {
  readonly fromS: number;
  readonly toS: number;
  readonly what: string;
}

/** What lies on the watch of spans that began before it or end after it. */
export function spansWithin(
  spans: readonly { readonly from: string; readonly to: string; readonly what: string }[],
  { start, end }: Grid,
): readonly Span[] {
  const [first, last] = [Date.parse(start), Date.parse(end)];
  return spans.flatMap(({ from, to, what }) => {
    const fromMs = Math.max(first, Date.parse(from));
    const toMs = Math.min(last, Date.parse(to));
    return fromMs > toMs ? [] : [{ fromS: fromMs / 1000, toS: toMs / 1000, what }];
  });
}

/** Far below the bound nothing is decided, and what lies there would flatten the rest. */
const BOUNDS_BELOW = 6;
const LEAST_BOUND = 0.05;

/** From where to where the evidence is shown; null: no look found anything. */
export function evidenceRange({ looks }: MetricChart): [number, number] | null {
  const found = looks.flatMap((look) =>
    look === null || look.statistic === null || look.bound === null
      ? []
      : [{ statistic: look.statistic, bound: look.bound }],
  );
  if (found.length === 0) return null;
  const bound = Math.max(...found.map((look) => look.bound));
  const most = Math.max(bound, ...found.map(({ statistic }) => statistic));
  const floor = bound - BOUNDS_BELOW * Math.max(LEAST_BOUND, Math.abs(bound));
  const least = Math.max(floor, Math.min(bound, ...found.map(({ statistic }) => statistic)));
  const margin = (most - least || 1) * 0.15;
  return [least - margin, most + margin];
}
