import type { ArmBlocks, Look, MetricLook } from './look.ts';
import { joinLooks } from './join-looks.ts';
import { faultsOf } from './watch-evidence.ts';
import type { MetricHistory, StoredBlocks, WatchHistory } from './watch-history.ts';

/** What the sources say of one metric now that it is final. */
export interface SettledMetric {
  readonly history: MetricHistory;
  readonly release: ArmBlocks;
  readonly control: ArmBlocks | null;
}

/**
 * A watch as it would have been, had every source been final: the metrics that were read again in their new values, the
 * others as the looks read them, in one look that holds it all. A block that was known and that the source has
 * forgotten meanwhile keeps the value that it had: forgetting is no correction.
 */
export function settledWatch(
  history: WatchHistory,
  looks: readonly Look[],
  settled: ReadonlyMap<string, SettledMetric>,
  { watch, at }: { readonly watch: number; readonly at: string },
): { readonly history: WatchHistory; readonly look: Look } {
  const joined = joinLooks(looks);
  if (joined === null) throw new Error('A watch without a look has nothing that could settle.');
  return {
    history: {
      metrics: history.metrics.map((metric) => {
        const now = settled.get(metric.name);
        return now === undefined ? metric : settledHistory(metric, now.history);
      }),
    },
    look: {
      ...joined,
      watch,
      at,
      metrics: joined.metrics.map((metric) => settledLook(metric, settled.get(metric.name))),
      contaminations: joined.contaminations,
      followed: 'settled',
    },
  };
}

const settledLook = (before: MetricLook, now: SettledMetric | undefined): MetricLook =>
  now === undefined
    ? before
    : {
        ...before,
        release: kept(before.release, now.release),
        control: now.control === null ? before.control : kept(before.control, now.control),
        outage: null,
      };

function kept(before: ArmBlocks | null, now: ArmBlocks): ArmBlocks {
  if (before === null) return now;
  return {
    ...now,
    ...keptBlocks(before, now),
    // What was wrong with the data of the watch was, whatever the source says later.
    faults: { ...faultsOf(now.faults), ...faultsOf(before.faults) },
    newestMs: now.newestMs ?? before.newestMs,
  };
}

type Blocks = Pick<StoredBlocks, 'num' | 'den'>;

const keptBlocks = (before: Blocks, now: Blocks): Blocks => {
  const length = Math.max(before.num.length, now.num.length);
  const isKnown = (i: number): boolean => (now.den[i] ?? 0) > 0;
  const of = (which: 'num' | 'den'): number[] =>
    Array.from({ length }, (_, i) => (isKnown(i) ? now : before)[which][i] ?? 0);
  return { num: of('num'), den: of('den') };
};

const storedBlocks = (old: StoredBlocks, read: StoredBlocks): StoredBlocks => ({
  ...old,
  ...keptBlocks(old, read),
});

const settledHistory = (before: MetricHistory, now: MetricHistory): MetricHistory => ({
  ...before,
  release: storedBlocks(before.release, now.release),
  control:
    before.control === null || now.control === null
      ? before.control
      : storedBlocks(before.control, now.control),
  siblings: now.siblings.length === before.siblings.length ? now.siblings : before.siblings,
  provisionalFromMs: null,
});
