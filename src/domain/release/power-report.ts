import { openBeforeAfter } from './before-after/run-before-after.ts';
import { placebosBefore } from './before-after/placebo.ts';
import { detectableFactor, FEWEST_OWN_DAYS } from './before-after/power.ts';
import { cumulate } from './block-series.ts';
import { detectableWithControl } from './control/power-with-control.ts';
import { startBlock, type MetricEvidence, type Watch } from './evidence.ts';
import { shareOfFactor, type MetricPlan } from './metric-plan.ts';
import { growthAtShare, type SlowShares } from './slow-fraction.ts';

/** What would be seen, before anything starts. */
export interface PowerReport {
  readonly name: string;
  /** After so long, four of five watches would show a change of this share or more; null: not at all. */
  readonly rows: readonly PowerRow[];
  /** Why the plan cannot be held to, in plain words; null when it can. */
  readonly refusal: string | null;
}

export interface PowerRow {
  readonly afterMs: number;
  readonly share: number | null;
  /** The same as growth of p95; null: not at all, by more than can be told, or it is no p95. */
  readonly p95: number | null;
}

/** What a share of slow requests stands for: the plan in terms of p95, and what was slow before. */
export interface P95Plan {
  readonly plan: Pick<MetricPlan, 'tolerance' | 'mustDetect'>;
  readonly shares: SlowShares;
}

const AFTER_MINUTES: readonly number[] = [30, 60, 120, 240, 480, 720, 1440];

/**
 * @param alpha this metric's share of the family's false-alarm rate
 * @param p95 of a metric that counts slow requests in the place of p95; else null
 */
export function powerReport(
  evidence: MetricEvidence,
  watch: Watch,
  alpha: number,
  p95: P95Plan | null = null,
): PowerReport {
  const { plan } = evidence;
  const times = AFTER_MINUTES.map((minutes) => minutes * 60_000).filter((ms) => ms <= watch.watchMs);
  const found =
    evidence.control === null
      ? seenBeforeAfter(evidence, watch, alpha, times)
      : seenWithControl(evidence, watch, alpha, times);
  if ('problem' in found)
    return {
      name: plan.name,
      rows: [],
      refusal: `${quotedName(evidence)} cannot be judged: ${found.problem}`,
    };
  const rows = times.map((afterMs, i) => {
    const factor = found.factors[i] ?? null;
    const share = factor === null ? null : Math.max(0, shareOfFactor(plan.worse, factor));
    return { afterMs, share, p95: share === null || p95 === null ? null : grownBy(p95, share) };
  });
  return { name: plan.name, rows, refusal: refusalOf(evidence, rows, p95) };
}

type Seen = { readonly factors: readonly (number | null)[] } | { readonly problem: string };

const quotedName = ({ plan }: MetricEvidence): string => `The metric ${JSON.stringify(plan.name)}`;

const grownBy = ({ shares }: P95Plan, change: number): number | null =>
  growthAtShare(shares, shares.baseline * (1 + change));

function refusalOf(evidence: MetricEvidence, rows: readonly PowerRow[], p95: P95Plan | null): string | null {
  const { mustDetect, tolerance } = evidence.plan;
  const best = rows.at(-1)?.share ?? null;
  if (best === null)
    return `${quotedName(evidence)} shows no change at all within the watch. It can alarm, but never be cleared.`;
  if (best <= mustDetect) return null;
  if (p95 !== null) return p95Refusal(evidence, p95, rows.at(-1)?.p95 ?? null);
  return `${quotedName(evidence)} is noisier than the plan: a change of ${percent(mustDetect)} must be seen (tolerance ${percent(tolerance)}), but with the data it has only a change of ${percent(best)} or more would be, in four of five watches. Accept ${percent(Math.ceil(best * 20) / 20)}${evidence.control === null ? ', watch against a control' : ''}, or take a metric with more traffic.`;
}

function p95Refusal(evidence: MetricEvidence, { plan }: P95Plan, best: number | null): string {
  const seen = best === null ? 'more than this can be told for' : percent(best);
  const accept = best === null ? 'Accept more' : `Accept ${percent(Math.ceil(best * 20) / 20)}`;
  return `${quotedName(evidence)} is noisier than the plan: a p95 that grows by ${percent(plan.mustDetect)} must be seen (tolerance ${percent(plan.tolerance)}), but with the data it has only one that grows by ${seen} or more would be, in four of five watches. ${accept}${evidence.control === null ? ', watch against a control' : ''}, or take a metric with more traffic.`;
}

const percent = (share: number): string => `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`;

function seenBeforeAfter(
  evidence: MetricEvidence,
  watch: Watch,
  alpha: number,
  times: readonly number[],
): Seen {
  const opened = openBeforeAfter(evidence, watch, alpha);
  if ('problem' in opened) return opened;
  const { own, scheme, alarmAt, calibration } = opened.opening;
  if (!calibration.enough) {
    return {
      problem: `${calibration.days} days without a release, its own and its siblings', are known and ${calibration.needed} are needed for its false-alarm rate. Add history, sibling series, or a control.`,
    };
  }
  if (own.length < FEWEST_OWN_DAYS) {
    return {
      problem: `${own.length} days of its own can be judged as if they were releases; ${FEWEST_OWN_DAYS} are needed to say what would be seen.`,
    };
  }
  const series = cumulate(evidence.release);
  const start = startBlock(watch, evidence.release);
  return {
    factors: times.map((ms) => {
      const lastLook = Math.min(scheme.lastLook, Math.floor(ms / scheme.blockMs));
      if (lastLook < scheme.firstLook) return null;
      const days = placebosBefore(series, start, { ...scheme, lastLook }, own.length);
      const maxima = days.map(
        (day) => (evidence.plan.worse === 'higher' ? day.worse : day.better) * day.scale,
      );
      return detectableFactor(maxima, alarmAt);
    }),
  };
}

function seenWithControl(
  evidence: MetricEvidence,
  watch: Watch,
  alpha: number,
  times: readonly number[],
): Seen {
  const blocks = times.map((ms) => Math.floor(ms / evidence.release.blockMs));
  return detectableWithControl(evidence, watch, alpha, blocks);
}
