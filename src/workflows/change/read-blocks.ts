import type { DeclaredMetric, MetricQuery } from '#domain/change/declaration.ts';
import { addFaults, type FaultCounts } from '#domain/release/data/data-fault.ts';
import { resolveSeries } from '#domain/release/data/resolve-series.ts';
import type { BlockSeries } from '#domain/release/block-series.ts';
import type { SlowShares } from '#domain/release/slow-fraction.ts';
import type { MetricFault, MetricReader } from '#ports/metric-reader.ts';

export interface BlocksRead {
  readonly series: BlockSeries;
  /** Of the blocks that were asked for. */
  readonly faults: FaultCounts;
  /** The newest usable sample among them; null: none. */
  readonly newestMs: number | null;
  /** From here on its source may still correct what was read; null: everything is final. */
  readonly provisionalFromMs: number | null;
  readonly query: string;
  /** Of a histogram; null for everything else. */
  readonly threshold: number | null;
  readonly shares: SlowShares | null;
}

/** So many blocks before are read, too: a counter says nothing about a block without the reading before it. */
const LEAD_BLOCKS = 6;

/** Reads whole blocks from `fromMs` to before `toMs`. */
export async function readBlocks(
  query: MetricQuery,
  { kind: plan, tolerance, mustDetect }: Pick<DeclaredMetric, 'kind' | 'tolerance' | 'mustDetect'>,
  { fromMs, toMs, blockMs }: { readonly fromMs: number; readonly toMs: number; readonly blockMs: number },
  reader: MetricReader,
  signal: AbortSignal,
  /** null: it is found from the blocks that are read. */
  threshold: number | null = null,
): Promise<BlocksRead | MetricFault> {
  const leadMs = fromMs - LEAD_BLOCKS * blockMs;
  const read = await reader.read(
    {
      query,
      range: { fromMs: leadMs, toMs, stepMs: blockMs },
      slow:
        threshold === null
          ? { before: { fromMs, toMs, stepMs: blockMs }, tolerance, mustDetect }
          : { threshold },
    },
    signal,
  );
  if ('fault' in read) return read;
  const grid = { startMs: leadMs, blockMs, blocks: Math.round((toMs - leadMs) / blockMs) };
  const range = { fromMs: leadMs, asOfMs: toMs - 1, watchMs: fromMs, isShare: plan === 'count' };
  const { series, quality } = resolveSeries(read.samples, read.kind, grid, range);
  const resets = read.resetsMs.filter((time) => time >= fromMs && time < toMs).length;
  return {
    series: {
      startMs: fromMs,
      blockMs,
      num: series.num.slice(LEAD_BLOCKS),
      den: series.den.slice(LEAD_BLOCKS),
    },
    faults: seen(addFaults(quality.watchFaults, resets > 0 ? { 'counter reset': resets } : {})),
    newestMs: newestIn(read.samples.timeMs, read.samples.num, fromMs, toMs),
    provisionalFromMs:
      read.settledToMs !== null && read.settledToMs < toMs ? Math.max(fromMs, read.settledToMs) : null,
    query: read.query,
    threshold: read.threshold,
    shares: read.shares,
  };
}

/** What lies outside of the blocks that are asked for is no fault of theirs: a file holds everything at once. */
function seen({
  'after the look': _later,
  'outside the range': _before,
  ...faults
}: FaultCounts): FaultCounts {
  return faults;
}

function newestIn(times: Float64Array, values: Float64Array, fromMs: number, toMs: number): number | null {
  let newest: number | null = null;
  for (const [i, time] of times.entries()) {
    if (
      time >= fromMs &&
      time < toMs &&
      !Number.isNaN(values[i] ?? Number.NaN) &&
      time > (newest ?? -Infinity)
    )
      newest = time;
  }
  return newest;
}
