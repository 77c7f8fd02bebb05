import type { Placebo } from './before-after/placebo.ts';
import type { BlockSeries } from './block-series.ts';
import type { Contamination } from './contamination.ts';
import type { DataQuality } from './data/resolve-series.ts';
import type { MetricPlan } from './metric-plan.ts';

/** The watch of a release, and the moment from which it is judged. Nothing after `asOfMs` counts. */
export interface Watch {
  readonly startMs: number;
  readonly watchMs: number;
  readonly asOfMs: number;
  readonly familyAlpha: number;
  readonly contaminations: readonly Contamination[];
}

/** Placebos of a series of the same kind, so that days without a release of all of them say what chance does. */
export interface Sibling {
  readonly name: string;
  /** Of the blocks the placebos were made from. */
  readonly digest: string;
  readonly placebos: readonly Placebo[];
}

/** Everything that one metric is judged by. From it alone the verdict comes out again, byte for byte. */
export interface MetricEvidence {
  readonly plan: MetricPlan;
  /** Where the data came from: the resolved query, or file and series. */
  readonly query: string;
  /** Why the provider gave nothing; null when it answered. */
  readonly outage: string | null;
  /** From the history to the end of the watch; the release starts at a block's start. */
  readonly release: BlockSeries;
  /** The same blocks of the arm without the release; before the start both arms were the same. */
  readonly control: BlockSeries | null;
  readonly quality: DataQuality;
  readonly controlQuality: DataQuality | null;
  readonly siblings: readonly Sibling[];
}

export interface ReleaseEvidence {
  readonly watch: Watch;
  readonly metrics: readonly MetricEvidence[];
}

/** The block with which the watch starts. */
export const startBlock = ({ startMs }: Watch, series: BlockSeries): number =>
  Math.round((startMs - series.startMs) / series.blockMs);

/** How many blocks of the watch are over at `asOfMs`. */
export function blocksOver(watch: Watch, { blockMs }: BlockSeries): number {
  const reached = Math.min(watch.asOfMs - watch.startMs, watch.watchMs);
  return Math.max(0, Math.floor(reached / blockMs));
}
