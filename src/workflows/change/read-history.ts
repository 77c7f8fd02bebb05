import type { Change, ChangeWatch } from '#domain/change/change.ts';
import type { DeclaredMetric } from '#domain/change/declaration.ts';
import { historyStretch, movedHistory } from '#domain/change/watch-history-blocks.ts';
import type { MetricHistory, WatchHistory } from '#domain/change/watch-history.ts';
import { placebosBefore } from '#domain/release/before-after/placebo.ts';
import { schemeFor } from '#domain/release/before-after/scheme.ts';
import { cumulate } from '#domain/release/block-series.ts';
import type { Sibling } from '#domain/release/evidence.ts';
import { seriesDigest } from '#domain/release/series-digest.ts';
import type { MetricFault } from '#ports/metric-reader.ts';
import type { ChangeDependencies } from './change-dependencies.ts';
import { readBlocks } from './read-blocks.ts';

export type HistoryRead =
  | { readonly history: WatchHistory }
  | { readonly fault: MetricFault; readonly metric: string };

export type Frame = Pick<ChangeWatch, 'startMs' | 'blockMs' | 'shiftDays' | 'watchMs'>;

/** What a watch is held against, read once. */
export async function readHistory(
  { declaration }: Pick<Change, 'declaration'>,
  watch: Frame,
  rolloutStartMs: number,
  deps: ChangeDependencies,
  signal: AbortSignal,
): Promise<HistoryRead> {
  const stretch = historyStretch(watch, rolloutStartMs, declaration.watch.historyDays);
  const metrics: MetricHistory[] = [];
  for (const metric of declaration.metrics) {
    const read = await historyOf(metric, watch, stretch, deps, signal);
    if ('fault' in read) return { fault: read, metric: metric.name };
    metrics.push(read);
  }
  return { history: { metrics } };
}

/** Of one metric. */
export async function historyOf(
  metric: DeclaredMetric,
  watch: Frame,
  stretch: Parameters<typeof readBlocks>[2],
  { metrics: reader }: ChangeDependencies,
  signal: AbortSignal,
  /** Of a histogram that was read before; null: it is found now. */
  known: number | null = null,
): Promise<MetricHistory | MetricFault> {
  const release = await readBlocks(metric.release, metric, stretch, reader, signal, known);
  if ('fault' in release) return release;
  const control =
    metric.control === null
      ? null
      : await readBlocks(metric.control, metric, stretch, reader, signal, release.threshold);
  if (control !== null && 'fault' in control) return control;
  const provisional = [release.provisionalFromMs, control?.provisionalFromMs ?? null];
  const siblings: Sibling[] = [];
  for (const { name, query } of metric.peers) {
    const peer = await readBlocks(query, metric, stretch, reader, signal);
    if ('fault' in peer) return peer;
    provisional.push(peer.provisionalFromMs);
    siblings.push(siblingOf(name, movedHistory(peer.series, watch), watch));
  }
  return {
    name: metric.name,
    query: release.query,
    threshold: release.threshold,
    slowShares:
      release.shares === null ? null : { ...release.shares, byGrowth: [...release.shares.byGrowth] },
    release: movedHistory(release.series, watch),
    control: control === null ? null : movedHistory(control.series, watch),
    faults: { ...release.faults },
    controlFaults: { ...control?.faults },
    provisionalFromMs: earliest(provisional),
    siblings: siblings.map(({ name, digest, placebos }) => ({ name, digest, placebos: [...placebos] })),
  };
}

const earliest = (times: readonly (number | null)[]): number | null => {
  const known = times.filter((time) => time !== null);
  return known.length === 0 ? null : Math.min(...known);
};

const MOST_DAYS = 60;

function siblingOf(name: string, blocks: ReturnType<typeof movedHistory>, watch: Frame): Sibling {
  const series = { ...blocks, num: Float64Array.from(blocks.num), den: Float64Array.from(blocks.den) };
  const scheme = schemeFor(watch.blockMs, watch.watchMs);
  return {
    name,
    digest: seriesDigest(series),
    placebos: placebosBefore(cumulate(series), series.num.length, scheme, MOST_DAYS),
  };
}
