import { BLOCK_LENGTHS_MS, DAY_MS, schemeFor } from '#domain/release/before-after/scheme.ts';
import { placebosBefore } from '#domain/release/before-after/placebo.ts';
import { cumulate } from '#domain/release/block-series.ts';
import { resolveSeries, type Grid, type ResolvedSeries } from '#domain/release/data/resolve-series.ts';
import type { SampleKind } from '#domain/release/data/sample.ts';
import type { MetricEvidence, ReleaseEvidence, Sibling } from '#domain/release/evidence.ts';
import { planProblem, type MetricPlan } from '#domain/release/metric-plan.ts';
import { seriesDigest } from '#domain/release/series-digest.ts';
import { median } from '#domain/stats/order-statistics.ts';
import type { FileSeries } from '#platform/metric-file.ts';
import type { JudgeFlags } from '../commands/judge.ts';
import { settingFor } from './judge-flags.ts';

export type Built = { readonly evidence: ReleaseEvidence } | { readonly problem: string };

const DEFAULT_TOLERANCE = 0.05;
const DEFAULT_DETECT = 0.2;
/** History before the start that is looked at. */
const MOST_HISTORY_MS = 60 * DAY_MS;

/** From what the files hold and the flags ask to everything the judge needs. */
export function buildEvidence(all: readonly FileSeries[], flags: JudgeFlags): Built {
  const names = [...new Set(all.map(({ metric }) => metric))];
  if (names.length === 0)
    return { problem: 'The files hold no row of metrics, so there is nothing to judge.' };
  const stranger = strangerIn(flags, names);
  if (stranger !== null)
    return { problem: `No metric is named ${JSON.stringify(stranger)}. The files hold ${names.join(', ')}.` };
  const blockMs = flags.block ?? blockFor(all);
  if (!BLOCK_LENGTHS_MS.includes(blockMs)) {
    return {
      problem: `Blocks of ${blockMs / 60_000} minutes cannot be judged. The data must come at least hourly, and a block is 5m, 10m, 15m, 20m, 30m or 1h.`,
    };
  }
  // The first whole block of the release: one that is half old and half new would be held against both.
  const startMs = Math.ceil(flags.at / blockMs) * blockMs;
  const watch = {
    startMs,
    watchMs: flags.watch,
    asOfMs: flags.until ?? Math.min(startMs + flags.watch, newestMs(all) + blockMs),
    familyAlpha: flags.alpha,
    contaminations: flags.contaminated ?? [],
  };
  const metrics: MetricEvidence[] = [];
  for (const name of names) {
    const built = buildMetric(
      name,
      all.filter(({ metric }) => metric === name),
      flags,
      { watch, blockMs },
    );
    if ('problem' in built) return built;
    metrics.push(built.metric);
  }
  return { evidence: { watch, metrics } };
}

function strangerIn(flags: JudgeFlags, names: readonly string[]): string | null {
  const settings = [...(flags.tolerance ?? []), ...(flags.mustDetect ?? []), ...(flags.kind ?? [])];
  const named = [...settings.map(({ metric }) => metric), ...(flags.lowerIsWorse ?? [])];
  return named.find((name) => name !== null && !names.includes(name)) ?? null;
}

const newestMs = (all: readonly FileSeries[]): number =>
  all.reduce((newest, { samples }) => samples.timeMs.reduce((a, b) => (b > a ? b : a), newest), -Infinity);

/** The shortest length that holds the usual time between two samples. */
function blockFor(all: readonly FileSeries[]): number {
  const steps = all.flatMap(({ samples }) => {
    const times = samples.timeMs.filter(Number.isFinite).toSorted();
    const gaps = times
      .subarray(1)
      .map((time, i) => time - (times[i] ?? time))
      .filter((gap) => gap > 0);
    return gaps.length === 0 ? [] : [median(gaps)];
  });
  const step = Math.max(0, ...steps);
  return BLOCK_LENGTHS_MS.find((length) => length >= step) ?? step;
}

interface Frame {
  readonly watch: ReleaseEvidence['watch'];
  readonly blockMs: number;
}

function buildMetric(
  name: string,
  members: readonly FileSeries[],
  flags: JudgeFlags,
  frame: Frame,
): { readonly metric: MetricEvidence } | { readonly problem: string } {
  const candidates = members.filter(({ arm }) => arm === 'release');
  const judged =
    flags.series === undefined ? candidates[0] : candidates.find(({ series }) => series === flags.series);
  if (judged === undefined || (flags.series === undefined && candidates.length > 1)) {
    const known = candidates.map(({ series }) => series).join(', ');
    return {
      problem: `The metric ${JSON.stringify(name)} has the series ${known}. Say with --series which of them had the release; the others lend it their quiet days.`,
    };
  }
  const plan = planFor(name, judged, flags);
  const problem = planProblem(plan);
  if (problem !== null) return { problem };
  const sampleKind = sampleKindOf(name, judged, flags);
  const resolve = (series: FileSeries): ResolvedSeries =>
    resolveMember(series, sampleKind, plan, frame, members);
  const release = resolve(judged);
  const arm = members.find((each) => each.arm === 'control' && each.series === judged.series);
  const control = arm === undefined ? null : resolve(arm);
  const others = control === null ? candidates.filter((each) => each !== judged) : [];
  return {
    metric: {
      plan,
      query: `${name}${judged.series === '' ? '' : `{${judged.series}}`}`,
      outage: null,
      release: release.series,
      control: control?.series ?? null,
      quality: release.quality,
      controlQuality: control?.quality ?? null,
      siblings: others.map((each) => siblingOf(each.series, resolve(each), frame)),
    },
  };
}

function planFor(name: string, judged: FileSeries, flags: JudgeFlags): MetricPlan {
  const kind = settingFor(flags.kind, name, judged.isValue ? 'ratio' : guessKind(judged));
  return {
    name,
    kind: kind === 'ratio' ? 'ratio' : 'count',
    worse: flags.lowerIsWorse?.includes(name) === true ? 'lower' : 'higher',
    tolerance: settingFor(flags.tolerance, name, DEFAULT_TOLERANCE),
    mustDetect: settingFor(flags.mustDetect, name, DEFAULT_DETECT),
  };
}

/** Whole numbers that are a part of whole numbers are counts of events. */
function guessKind({ samples }: FileSeries): 'count' | 'ratio' {
  const isCount = samples.num.every((num, i) => {
    const den = samples.den[i] ?? 0;
    return (
      Number.isNaN(num) || Number.isNaN(den) || (Number.isInteger(num) && Number.isInteger(den) && num <= den)
    );
  });
  return isCount ? 'count' : 'ratio';
}

function sampleKindOf(name: string, { isValue }: FileSeries, flags: JudgeFlags): SampleKind {
  if (settingFor(flags.kind, name, 'ratio') === 'counter') return 'counter';
  return isValue ? 'value' : 'amount';
}

function resolveMember(
  { samples }: FileSeries,
  kind: SampleKind,
  plan: MetricPlan,
  { watch, blockMs }: Frame,
  members: readonly FileSeries[],
): ResolvedSeries {
  const grid = gridFor(members, watch, blockMs);
  return resolveSeries(samples, kind, grid, {
    fromMs: grid.startMs,
    asOfMs: watch.asOfMs,
    watchMs: watch.startMs,
    isShare: plan.kind === 'count',
  });
}

/** One grid for all series of a metric, however far back the oldest of them reaches. */
function gridFor(members: readonly FileSeries[], watch: Frame['watch'], blockMs: number): Grid {
  const oldest = members.reduce(
    (least, { samples }) => samples.timeMs.reduce((a, b) => (b < a ? b : a), least),
    watch.startMs,
  );
  const before = Math.ceil(Math.min(watch.startMs - oldest, MOST_HISTORY_MS) / blockMs);
  const during = Math.max(0, Math.floor(watch.watchMs / blockMs));
  return { startMs: watch.startMs - before * blockMs, blockMs, blocks: before + during };
}

function siblingOf(name: string, { series }: ResolvedSeries, { watch, blockMs }: Frame): Sibling {
  const start = Math.round((watch.startMs - series.startMs) / blockMs);
  const placebos = placebosBefore(
    cumulate(series),
    start,
    schemeFor(blockMs, watch.watchMs),
    MOST_HISTORY_MS / DAY_MS,
  );
  return { name, digest: seriesDigest(series), placebos };
}
