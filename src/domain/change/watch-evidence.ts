import { addFaults, DATA_FAULTS, type FaultCounts } from '../release/data/data-fault.ts';
import { arrivalAt, type DataQuality } from '../release/data/resolve-series.ts';
import { slowSharePlan } from '../release/slow-fraction.ts';
import type { BlockSeries } from '../release/block-series.ts';
import type { MetricEvidence, ReleaseEvidence, Watch } from '../release/evidence.ts';
import type { Contamination } from '../release/contamination.ts';
import type { ChangeWatch } from './change.ts';
import type { Declaration } from './declaration.ts';
import type { ArmBlocks, Look, MetricLook } from './look.ts';
import type { MetricHistory, StoredBlocks, WatchHistory } from './watch-history.ts';
import { plannedLooks } from './watch-grid.ts';

/**
 * Everything that a watch is judged by after its last look: what lay before it, and what each look read. Nothing else
 * enters, so it is the same whoever made the looks and however often they were interrupted.
 */
export function watchEvidence(
  { metrics, watch: terms }: Declaration,
  watch: ChangeWatch,
  history: WatchHistory,
  looks: readonly Look[],
): ReleaseEvidence {
  const asOfMs = looks.at(-1)?.asOfMs ?? watch.startMs;
  const of: Watch = {
    startMs: watch.startMs,
    watchMs: watch.watchMs,
    asOfMs,
    familyAlpha: terms.familyAlpha,
    contaminations: contaminationsOf(looks),
  };
  return {
    watch: of,
    metrics: metrics.flatMap((metric) => {
      const before = history.metrics.find(({ name }) => name === metric.name);
      if (before === undefined) return [];
      const own = looks.flatMap((look) => look.metrics.filter(({ name }) => name === metric.name));
      const { name, kind, worse, tolerance, mustDetect } = metric;
      const declared = { name, kind, worse, tolerance, mustDetect };
      const plan = before.slowShares === null ? declared : slowSharePlan(declared, before.slowShares);
      return [{ plan, ...armsOf(before, own, watch, asOfMs) }];
    }),
  };
}

function armsOf(
  before: MetricHistory,
  looks: readonly MetricLook[],
  watch: ChangeWatch,
  asOfMs: number,
): Omit<MetricEvidence, 'plan'> {
  const release = looks.flatMap((look) => look.release ?? []);
  const control = looks.flatMap((look) => look.control ?? []);
  const quality = (
    arm: readonly ArmBlocks[],
    historyFaults: Readonly<Record<string, number>>,
  ): DataQuality => ({
    arrival: arrivalAt(newestOf(arm), { asOfMs, watchMs: watch.startMs, blockMs: watch.blockMs }),
    watchFaults: arm.map(({ faults }) => faultsOf(faults)).reduce(addFaults, {}),
    historyFaults: faultsOf(historyFaults),
  });
  return {
    query: before.query,
    outage: looks.at(-1)?.outage ?? null,
    release: joined(before.release, release, watch),
    control: before.control === null ? null : joined(before.control, control, watch),
    quality: quality(release, before.faults),
    controlQuality: before.control === null ? null : quality(control, before.controlFaults),
    siblings: before.siblings,
  };
}

const newestOf = (arm: readonly ArmBlocks[]): number | null =>
  arm.findLast(({ newestMs }) => newestMs !== null)?.newestMs ?? null;

/** Counts that are stored under names; a name that is no fault any more counts for nothing. */
export const faultsOf = (counts: Readonly<Record<string, number>>): FaultCounts =>
  Object.fromEntries(
    DATA_FAULTS.flatMap((fault) => {
      const count = counts[fault];
      return count === undefined ? [] : [[fault, count]];
    }),
  );

function joined(history: StoredBlocks, arm: readonly ArmBlocks[], watch: ChangeWatch): BlockSeries {
  const before = history.num.length;
  const num = new Float64Array(before + plannedLooks(watch));
  const den = new Float64Array(num.length);
  num.set(history.num);
  den.set(history.den);
  for (const blocks of arm) {
    num.set(blocks.num, before + blocks.from);
    den.set(blocks.den, before + blocks.from);
  }
  return { startMs: history.startMs, blockMs: history.blockMs, num, den };
}

/** Each once, and as long as it was seen last. */
export function contaminationsOf(looks: readonly Look[]): readonly Contamination[] {
  const found = new Map<string, Contamination>();
  for (const { contaminations } of looks) {
    for (const each of contaminations) {
      const known = found.get(each.what);
      const fromMs = Math.min(each.fromMs, known?.fromMs ?? Infinity);
      found.set(each.what, { ...each, fromMs, toMs: Math.max(each.toMs, known?.toMs ?? 0) });
    }
  }
  return [...found.values()];
}

/** The first block that an arm has not read yet. */
export const nextBlock = (looks: readonly Look[], metric: string, arm: 'release' | 'control'): number => {
  const read = looks.flatMap((look) =>
    look.metrics.flatMap((each) => (each.name === metric ? (each[arm] ?? []) : [])),
  );
  const last = read.at(-1);
  return last === undefined ? 0 : last.from + last.num.length;
};
