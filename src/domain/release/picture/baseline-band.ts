import { cumulate, valueOver } from '../block-series.ts';
import { DAY_MS } from '../before-after/scheme.ts';
import { startBlock, type MetricEvidence, type Watch } from '../evidence.ts';

/** What a watch is held against, on each of its blocks. NaN where nothing was measured. */
export interface BaselineBand {
  /** Days that stand behind it; with a control 0. */
  readonly days: number;
  readonly low: readonly number[];
  readonly middle: readonly number[];
  readonly high: readonly number[];
}

/** Of fewer days no tenth can be told. */
const FEWEST_DAYS = 3;

/**
 * The tenth, the fiftieth and the ninetieth of a hundred days before at that time of day; with a control its own value at
 * the same time. It is a picture: the judge holds a release against more than that.
 */
export function baselineBand({ release, control }: MetricEvidence, watch: Watch): BaselineBand {
  const blocks = Math.max(1, Math.floor(watch.watchMs / release.blockMs));
  const start = startBlock(watch, release);
  const each = Array.from({ length: blocks }, (_, i) => i);
  if (control !== null) {
    const series = cumulate(control);
    const middle = each.map((i) => valueOver(series, start + i, start + i + 1));
    const nothing = middle.map(() => Number.NaN);
    return { days: 0, low: nothing, middle, high: nothing };
  }
  const perDay = Math.round(DAY_MS / release.blockMs);
  const series = cumulate(release);
  const days = Math.floor(start / perDay);
  const values = each.map((i) =>
    Array.from({ length: days }, (_, day) => {
      const at = start + (i % perDay) - (day + 1) * perDay;
      return valueOver(series, at, at + 1);
    })
      .filter(Number.isFinite)
      .toSorted((a, b) => a - b),
  );
  const tenth = (share: number): readonly number[] =>
    values.map((known) =>
      known.length < FEWEST_DAYS ? Number.NaN : (known[Math.round(share * (known.length - 1))] ?? Number.NaN),
    );
  return { days, low: tenth(0.1), middle: tenth(0.5), high: tenth(0.9) };
}
