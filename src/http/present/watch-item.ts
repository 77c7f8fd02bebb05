import type { Change, ChangeWatch } from '#domain/change/change.ts';
import type { Look } from '#domain/change/look.ts';
import { plannedLooks } from '#domain/change/watch-grid.ts';
import type { WatchHistory } from '#domain/change/watch-history.ts';
import { cumulate, valueOver, type BlockSeries } from '#domain/release/block-series.ts';
import {
  blocksOver,
  startBlock,
  type MetricEvidence,
  type ReleaseEvidence,
} from '#domain/release/evidence.ts';
import type { MetricVerdict } from '#domain/release/judge-metric.ts';
import { judgeRelease } from '#domain/release/judge-release.ts';
import { worseFactor } from '#domain/release/metric-plan.ts';
import { baselineBand } from '#domain/release/picture/baseline-band.ts';
import { SLOW_SHARE } from '#domain/release/slow-fraction.ts';
import type { Watch, WatchedMetric } from '../schema/watches.ts';
import { instant } from './change-item.ts';

export interface WatchFacts {
  readonly source: string;
  readonly change: Change;
  /** The one that is asked for. */
  readonly watch: ChangeWatch;
  readonly looks: readonly Look[];
  readonly history: WatchHistory | null;
  /** null: the days before were not read yet. */
  readonly evidence: ReleaseEvidence | null;
}

export function watchItem({ source, change, watch, looks, history, evidence }: WatchFacts): Watch {
  const verdict = evidence === null ? null : judgeRelease(evidence);
  return {
    source,
    id: change.id,
    number: watch.number,
    latest: change.watch?.number ?? watch.number,
    start: instant(watch.startMs),
    end: instant(watch.startMs + watch.watchMs),
    block_ms: watch.blockMs,
    as_of: instant(looks.at(-1)?.asOfMs ?? watch.startMs),
    planned_looks: plannedLooks(watch),
    opened: evidence !== null,
    judge: verdict?.judge ?? null,
    outcome: looks.length === 0 ? null : (verdict?.outcome ?? null),
    metrics: (evidence?.metrics ?? []).flatMap((metric, i) => {
      const own = verdict?.metrics[i];
      return own === undefined || evidence === null
        ? []
        : [watchedMetric(metric, own, evidence, { change, looks, history })];
    }),
    looks: looks.map(({ number, at, asOfMs, outcome, followed }) => ({
      number,
      at,
      as_of: instant(asOfMs),
      outcome,
      followed,
    })),
    contaminations: (evidence?.watch.contaminations ?? []).map(({ fromMs, toMs, what }) => ({
      from: instant(fromMs),
      to: instant(toMs),
      what,
    })),
  };
}

function watchedMetric(
  evidence: MetricEvidence,
  verdict: MetricVerdict,
  { watch }: ReleaseEvidence,
  { change, looks, history }: Pick<WatchFacts, 'change' | 'looks' | 'history'>,
): WatchedMetric {
  const { plan, release, control } = evidence;
  const { name } = plan;
  const declared = change.declaration.metrics.find((metric) => metric.name === name);
  const before = history?.metrics.find((metric) => metric.name === name);
  const isSlowShare = before?.slowShares != null;
  const band = baselineBand(evidence, watch);
  const over = blocksOver(watch, release);
  const factor = worseFactor(plan.worse, plan.tolerance);
  const times = band.middle.map((_, i) => watch.startMs + i * release.blockMs);
  const series = (of: BlockSeries): [number, number | null][] => {
    const sums = cumulate(of);
    const start = startBlock(watch, of);
    return times.slice(0, over).map((time, i) => [time, shown(valueOver(sums, start + i, start + i + 1))]);
  };
  return {
    name,
    kind: plan.kind,
    worse: plan.worse,
    reads_as: isSlowShare
      ? `share of requests slower than ${before?.threshold ?? '?'} s`
      : plan.kind === 'count'
        ? 'share of all'
        : name.replaceAll('_', ' '),
    unit: plan.kind === 'count' ? 'share' : 'number',
    tolerance: {
      value: declared?.tolerance ?? plan.tolerance,
      text: `at most ${percent(declared?.tolerance ?? plan.tolerance)} ${plan.worse}`,
      must_detect: declared?.mustDetect ?? plan.mustDetect,
    },
    baseline: {
      how: declared?.baseline ?? (control === null ? 'previous_days' : 'control'),
      name: control === null ? `the ${band.days} days before` : 'the control',
      days: band.days,
      band: times.map((time, i) => [time, shown(band.low[i]), shown(band.middle[i]), shown(band.high[i])]),
      // p95 has grown by its tolerance when so many requests are slow, whatever it was before.
      limit: times.map((time, i) => [
        time,
        isSlowShare ? SLOW_SHARE : shown((band.middle[i] ?? Number.NaN) * factor),
      ]),
    },
    release: series(release),
    control: control === null ? null : series(control),
    outages: outagesOf(name, looks, release.blockMs),
    looks: looks.flatMap((look) => {
      const own = look.metrics.find((metric) => metric.name === name);
      return own === undefined
        ? []
        : [
            {
              number: look.number,
              at: look.at,
              statistic: shown(own.statistic ?? Number.NaN),
              bound: shown(own.bound ?? Number.NaN),
              alarm: own.alarm,
            },
          ];
    }),
    verdict: {
      outcome: verdict.outcome,
      code: verdict.code,
      sentence: verdict.sentence,
      called_at: verdict.calledAtMs === null ? null : instant(verdict.calledAtMs),
      judged: verdict.judged,
      missing: verdict.missing,
      method: verdict.method,
    },
  };
}

/** Looks in a row that a source did not answer. */
function outagesOf(name: string, looks: readonly Look[], blockMs: number): WatchedMetric['outages'] {
  const found: { fromMs: number; toMs: number; text: string }[] = [];
  for (const { asOfMs, metrics } of looks) {
    const outage = metrics.find((metric) => metric.name === name)?.outage ?? null;
    if (outage === null) continue;
    const last = found.at(-1);
    if (last !== undefined && last.toMs === asOfMs - blockMs) last.toMs = asOfMs;
    else found.push({ fromMs: asOfMs - blockMs, toMs: asOfMs, text: outage });
  }
  return found.map(({ fromMs, toMs, text }) => ({ from: instant(fromMs), to: instant(toMs), text }));
}

/** Six digits are more than anybody reads, and a third of the bytes. */
const shown = (value: number | undefined): number | null =>
  value === undefined || !Number.isFinite(value) ? null : Number(value.toPrecision(6));

const percent = (share: number): string => `${Number((100 * share).toPrecision(3))} %`;
