import { cumulate, valueOver, type BlockSeries, type CumulatedSeries } from '#domain/release/block-series.ts';
import { alarmLevel, calibrate } from '#domain/release/before-after/calibrate.ts';
import { fastPathFor, firstFastCall, type FastPath } from '#domain/release/before-after/fast-path.ts';
import { fitBefore, type Fit } from '#domain/release/before-after/fit.ts';
import { lookAt } from '#domain/release/before-after/look.ts';
import { placebosBefore, type Placebo } from '#domain/release/before-after/placebo.ts';
import { detectableFactor } from '#domain/release/before-after/power.ts';
import { schemeFor } from '#domain/release/before-after/scheme.ts';
import { CALIBRATED_SHARE, FAST_SHARE } from '#domain/release/spend-alpha.ts';
import { ALPHA, BLOCK_MS, DAY_BLOCKS, FLEET, MUST_DETECT, RUNS, SEED, TOLERANCE, type Cell } from './grid.ts';
import { randomFrom, type Random } from './random.ts';
import { canaryCall, naiveCall } from './rivals.ts';
import { EPOCH_MS, latent, measure } from './simulate.ts';
import { countersFor, type EffectResult, type Ending } from './tally.ts';

const SCHEME = schemeFor(BLOCK_MS);
const MINUTES = 5;
const BEFORE = (FLEET.historyDays + FLEET.placeboDays) * DAY_BLOCKS;
const DAY_MS = DAY_BLOCKS * BLOCK_MS;

interface Service {
  readonly truth: Float64Array;
  readonly startMs: number;
  readonly random: Random;
  readonly history: BlockSeries;
  readonly placebos: readonly Placebo[];
  /** Both come from the history alone, whatever the release does. */
  readonly fit: Fit | null;
  readonly path: FastPath | null;
}

/** Fleets of services of one kind; each release is judged by the placebos of its fleet. */
export function runBeforeAfterCell(cell: Cell): readonly EffectResult[] {
  const counters = countersFor(cell.effects);
  for (let fleet = 0; fleet * FLEET.services < RUNS; fleet += 1) {
    const services = Array.from({ length: FLEET.services }, (_, i) =>
      makeService(cell, fleet * FLEET.services + i),
    );
    const placebos = services.flatMap((service) => service.placebos);
    for (const service of services) {
      for (const factor of cell.effects) {
        const series = cumulate(withRelease(cell, service, factor));
        counters.add(factor, 'kedge', endBeforeAfter(series, service, placebos));
        const sides = {
          release: dayValues(series, BEFORE),
          baseline: dayValues(series, BEFORE - DAY_BLOCKS),
        };
        counters.add(factor, 'canary', minutes(canaryCall(sides, SCHEME.firstLook)));
        counters.add(factor, 'naive', minutes(naiveCall(sides, SCHEME.firstLook)));
      }
    }
  }
  return counters.results();
}

const minutes = (blocks: number | null): Ending => (blocks === null ? 'passed' : blocks * MINUTES);

/** The day of the week of the release moves on from run to run. */
function makeService({ id, model }: Cell, run: number): Service {
  const random = randomFrom(`${SEED}/${id}/${run}`);
  const startMs = EPOCH_MS + (run % 7) * DAY_MS;
  const truth = latent(model, random, BEFORE + DAY_BLOCKS, startMs);
  const history = measure(model, random, truth, startMs);
  const sums = cumulate(history);
  return {
    truth,
    startMs,
    random,
    history,
    placebos: placebosBefore(sums, BEFORE, SCHEME, FLEET.placeboDays),
    fit: fitBefore(sums, BEFORE, SCHEME),
    path: model.rate === null ? null : fastPathFor(sums, BEFORE, SCHEME, FAST_SHARE * ALPHA),
  };
}

/** The history as it was, and the day of the release measured anew with the factor on it. */
function withRelease(
  { model }: Cell,
  { truth, startMs, random, history }: Service,
  factor: number,
): BlockSeries {
  const day = measure(model, random, truth.subarray(BEFORE), startMs + BEFORE * BLOCK_MS, 0, factor);
  const joined = (before: Float64Array, after: Float64Array): Float64Array => {
    const all = before.slice();
    all.set(after, BEFORE);
    return all;
  };
  return { ...history, num: joined(history.num, day.num), den: joined(history.den, day.den) };
}

function endBeforeAfter(
  series: CumulatedSeries,
  { placebos: own, fit, path }: Service,
  placebos: readonly Placebo[],
): Ending {
  if (fit === null) return 'inconclusive';
  const calibration = calibrate(placebos, CALIBRATED_SHARE * ALPHA);
  const alarmAt = alarmLevel(Math.log(1 + TOLERANCE), calibration.quantile, fit.scale);
  const slow = firstSlow(series, fit, alarmAt);
  const fast = path === null ? null : firstFastCall(series, path, BEFORE, BEFORE + DAY_BLOCKS);
  const calls = [slow, fast === null ? null : fast - BEFORE].filter((call) => call !== null);
  if (calls.length > 0) return Math.min(...calls) * MINUTES;
  const detectable = detectableFactor(
    own.map(({ worse, scale }) => worse * scale),
    alarmAt,
  );
  return detectable !== null && detectable <= 1 + MUST_DETECT ? 'cleared' : 'inconclusive';
}

function firstSlow(series: CumulatedSeries, fit: Fit, alarmAt: number): number | null {
  const floor = { bound: alarmAt, mirrored: Infinity };
  for (let blocks = SCHEME.firstLook; blocks <= SCHEME.lastLook; blocks += 1) {
    if (lookAt(series, fit, BEFORE, blocks, SCHEME, floor).bound > alarmAt) return blocks;
  }
  return null;
}

const dayValues = (series: CumulatedSeries, from: number): Float64Array =>
  Float64Array.from({ length: DAY_BLOCKS }, (_, i) => valueOver(series, from + i, from + i + 1));
