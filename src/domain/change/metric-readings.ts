import { cumulate, knownOver, valueOver, type BlockSeries } from '../release/block-series.ts';
import { DAY_MS } from '../release/before-after/scheme.ts';
import type { MetricReading } from './metric-condition.ts';

const NOW_MS = 15 * 60_000;

/**
 * What conditions see of a metric at the end of block `to`.
 * @param release holds at least a day before `since`, where there is no control
 * @param since the first block that counts
 */
export function readingOf(
  release: BlockSeries,
  control: BlockSeries | null,
  since: number,
  to: number,
): MetricReading {
  const own = cumulate(release);
  const other = control === null ? own : cumulate(control);
  const ago = control === null ? Math.round(DAY_MS / release.blockMs) : 0;
  const recent = Math.max(1, Math.round(NOW_MS / release.blockMs));
  const value = valueOver(own, since, to);
  const baseline = valueOver(other, since - ago, to - ago);
  return {
    now: known(valueOver(own, Math.max(since, to - recent), to)),
    since: known(value),
    baseline: known(baseline),
    change: known(value / baseline - 1),
    blocks: Math.max(0, knownOver(own, since, to)),
  };
}

const known = (value: number): number | null => (Number.isFinite(value) ? value : null);
