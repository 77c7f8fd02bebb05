import { cumulate } from './block-series.ts';
import { firstFastCall } from './before-after/fast-path.ts';
import {
  lookBeforeAfter,
  openBeforeAfter,
  type Opened,
  type Opening,
} from './before-after/run-before-after.ts';
import { DAY_MS } from './before-after/scheme.ts';
import { lookWithControl, openWithControl, type ControlOpening } from './control/look-with-control.ts';
import { startBlock, type MetricEvidence, type Watch } from './evidence.ts';

/** What a metric is looked at with, made once a watch: the days before are not read again by a look. */
export type MetricOpening =
  | { readonly method: 'control'; readonly opened: ControlOpening }
  | { readonly method: 'before and after'; readonly opened: Kept };

/** A look is given the newest days with its evidence; kept here they would be held twice. */
type Kept = { readonly opening: Omit<Opening, 'recent'> } | { readonly problem: string };

function kept(opened: Opened): Kept {
  if ('problem' in opened) return opened;
  const { recent: _, ...opening } = opened.opening;
  return { opening };
}

/** One look at one metric. Where it alarms, the whole evidence is judged, and only that decides. */
export interface OneLook {
  readonly statistic: number | null;
  readonly bound: number | null;
  readonly alarm: boolean;
}

export const openMetric = (evidence: MetricEvidence, watch: Watch, alpha: number): MetricOpening =>
  evidence.control === null
    ? { method: 'before and after', opened: kept(openBeforeAfter(evidence, watch, alpha)) }
    : { method: 'control', opened: openWithControl(evidence, watch) };

/** So many days before the start a look still reads. */
export const RECENT_DAYS = 7;
const NOTHING: OneLook = { statistic: null, bound: null, alarm: false };

/**
 * @param evidence of the days before only the newest `RECENT_DAYS` have to be in it
 * @param blocks the look: so many blocks of the watch are over
 * @returns also what the next look begins with
 */
export function lookOnce(
  opening: MetricOpening,
  evidence: MetricEvidence,
  watch: Watch,
  alpha: number,
  blocks: number,
): { readonly look: OneLook; readonly opening: MetricOpening } {
  if (opening.method === 'before and after') {
    return { look: lookBack(opening.opened, evidence, watch, blocks), opening };
  }
  const { look, opening: opened } = lookWithControl(opening.opened, evidence, watch, alpha, blocks);
  return {
    look: look === null ? NOTHING : shown(look.statistic, look.bound),
    opening: { method: 'control', opened },
  };
}

function lookBack(opened: Kept, evidence: MetricEvidence, watch: Watch, blocks: number): OneLook {
  if ('problem' in opened) return NOTHING;
  const { opening } = opened;
  const { scheme, fast } = opening;
  if (blocks > scheme.lastLook) return NOTHING;
  const start = startBlock(watch, evidence.release);
  const from = start - RECENT_DAYS * (DAY_MS / evidence.release.blockMs);
  const { startMs, blockMs, num, den } = evidence.release;
  const recent = cumulate({
    startMs: startMs + from * blockMs,
    blockMs,
    num: num.subarray(from, start + blocks),
    den: den.subarray(from, start + blocks),
  });
  const called = fast === null ? null : firstFastCall(recent, fast, start - from, start - from + blocks);
  if (blocks < scheme.firstLook) return called === null ? NOTHING : { ...NOTHING, alarm: true };
  const look = lookBeforeAfter(opening, recent, evidence.plan, blocks);
  const slow = shown(look.statistic, look.bound);
  return called === null ? slow : { ...slow, alarm: true };
}

/** JSON has no infinity. */
const shown = (statistic: number, bound: number): OneLook => ({
  statistic: Number.isFinite(statistic) ? statistic : null,
  bound: Number.isFinite(bound) ? bound : null,
  alarm: statistic > bound,
});
