import type { BlockSeries } from './block-series.ts';
import { DAY_MS, HOUR_MS } from './before-after/scheme.ts';
import type { Placebo } from './before-after/placebo.ts';
import type { MetricEvidence, Watch } from './evidence.ts';
import type { MetricPlan } from './metric-plan.ts';

/** Evidence for tests: a service with a day, some noise of its own, and what the test puts on it. */

export const SAMPLE_START_MS = Date.UTC(2026, 2, 25);
export const SAMPLE_DAYS = 24;

/** Repeatable noise between -1 and 1 that has no pattern over days. */
export const ripple = (i: number): number => {
  const wave = Math.sin(i * 12.9898) * 43758.5453;
  return 2 * (wave - Math.floor(wave)) - 1;
};

export interface SampleShape {
  readonly blockMs?: number;
  /** On the metric from the start of the watch. */
  readonly factor?: number;
  /** Added to the place of the noise, so that arms and siblings differ. */
  readonly seed?: number;
  readonly perBlock?: (i: number, sinceStart: number) => { readonly num: number; readonly den: number };
}

/** {@link SAMPLE_DAYS} days of history and one of watch. A plain value about 100 unless the test says otherwise. */
export function sampleSeries({
  blockMs = HOUR_MS,
  factor = 1,
  seed = 0,
  perBlock,
}: SampleShape = {}): BlockSeries {
  const perDay = DAY_MS / blockMs;
  const start = SAMPLE_DAYS * perDay;
  const length = start + perDay;
  const blocks = Array.from({ length }, (_, i) => {
    if (perBlock !== undefined) return perBlock(i, i - start);
    const day = 0.3 * Math.sin((2 * Math.PI * i) / perDay);
    return { num: 100 * Math.exp(day + 0.05 * ripple(i + seed)) * (i >= start ? factor : 1), den: 1 };
  });
  return {
    startMs: SAMPLE_START_MS - SAMPLE_DAYS * DAY_MS,
    blockMs,
    num: Float64Array.from(blocks, ({ num }) => num),
    den: Float64Array.from(blocks, ({ den }) => den),
  };
}

export const sampleWatch = (over: Partial<Watch> = {}): Watch => ({
  startMs: SAMPLE_START_MS,
  watchMs: DAY_MS,
  asOfMs: SAMPLE_START_MS + DAY_MS,
  familyAlpha: 0.05,
  contaminations: [],
  ...over,
});

export const samplePlan = (over: Partial<MetricPlan> = {}): MetricPlan => ({
  name: 'latency',
  kind: 'ratio',
  worse: 'higher',
  tolerance: 0.05,
  mustDetect: 0.2,
  ...over,
});

/** Calm days of siblings: enough for a rate of 3 % together with the series' own. */
const calmDays: readonly Placebo[] = Array.from({ length: 40 }, (_, i) => ({
  startMs: SAMPLE_START_MS - (i + 2) * DAY_MS,
  worse: 0.02 + 0.01 * ripple(i),
  better: 0.02 + 0.01 * ripple(i + 1000),
  scale: 0.2,
}));

export const sampleMetric = (over: Partial<MetricEvidence> = {}): MetricEvidence => ({
  plan: samplePlan(),
  query: 'latency',
  outage: null,
  release: sampleSeries(),
  control: null,
  quality: { arrival: 'fresh', watchFaults: {}, historyFaults: {} },
  controlQuality: null,
  siblings: [{ name: 'search', digest: '0'.repeat(64), placebos: calmDays }],
  ...over,
});
