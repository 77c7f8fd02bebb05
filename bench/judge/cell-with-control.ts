import { addCounts, logBetter, logWorse, startCounts } from '#domain/release/control/counts-with-control.ts';
import { dispersionOf } from '#domain/release/control/dispersion.ts';
import { isMeasured, type PairedBlock } from '#domain/release/control/paired-block.ts';
import { addRatio, lookAtRatios, startRatios } from '#domain/release/control/ratios-with-control.ts';
import type { BlockSeries } from '#domain/release/block-series.ts';
import { ALPHA, DAY_BLOCKS, RUNS, SEED, TOLERANCE, type Cell } from './grid.ts';
import { randomFrom, type Random } from './random.ts';
import { canaryCall, naiveCall } from './rivals.ts';
import { EPOCH_MS, latent, measure } from './simulate.ts';
import { countersFor, type EffectResult, type Ending } from './tally.ts';

const MINUTES = 5;
/** The rivals' first look: minute 30. E1 may look at every block from the first on. */
const FIRST_LOOK = 6;

/** One day with both arms alike, then the watch. */
export function runWithControlCell(cell: Cell, runs = RUNS): readonly EffectResult[] {
  const counters = countersFor(cell.effects);
  for (let run = 0; run < runs; run += 1) {
    const random = randomFrom(`${SEED}/${cell.id}/${run}`);
    const truth = twoArms(cell, random);
    for (const factor of cell.effects) {
      const release = measure(cell.model, random, truth.release, EPOCH_MS, DAY_BLOCKS, factor);
      const control = measure(cell.model, random, truth.control, EPOCH_MS);
      const pairs = pairsOf(release, control);
      const judge = cell.judge === 'E1' ? endCounts : endRatios;
      counters.add(factor, 'kedge', judge(pairs.slice(0, DAY_BLOCKS), pairs.slice(DAY_BLOCKS)));
      const sides = { release: valuesOf(release), baseline: valuesOf(control) };
      counters.add(factor, 'canary', minutes(canaryCall(sides, FIRST_LOOK)));
      counters.add(factor, 'naive', minutes(naiveCall(sides, FIRST_LOOK)));
    }
  }
  return counters.results();
}

const minutes = (blocks: number | null): Ending => (blocks === null ? 'passed' : blocks * MINUTES);

/** ln levels of both arms: what they have in common, and noise and spikes of their own. */
function twoArms({ model }: Cell, random: Random) {
  const shared = latent(
    { ...model, noise: model.noise * Math.sqrt(model.common), spikes: 0 },
    random,
    2 * DAY_BLOCKS,
    EPOCH_MS,
  );
  const flat = {
    ...model,
    day: 0,
    dayLevel: 0,
    drift: 0,
    weekend: 0,
    noise: model.noise * Math.sqrt(1 - model.common),
  };
  const arm = (): Float64Array =>
    latent(flat, random, 2 * DAY_BLOCKS, EPOCH_MS).map((own, i) => own + (shared[i] ?? 0));
  return { release: arm(), control: arm() };
}

function pairsOf(release: BlockSeries, control: BlockSeries): readonly PairedBlock[] {
  return Array.from(release.num, (num, i) => ({
    num,
    den: release.den[i] ?? 0,
    controlNum: control.num[i] ?? 0,
    controlDen: control.den[i] ?? 0,
  }));
}

const valuesOf = ({ num, den }: BlockSeries): Float64Array =>
  num.map((value, i) => value / (den[i] ?? 0)).subarray(DAY_BLOCKS);

function endCounts(before: readonly PairedBlock[], watch: readonly PairedBlock[]): Ending {
  const dispersion = dispersionOf(before.filter(isMeasured)) ?? 1;
  const bound = Math.log(1 / ALPHA);
  let state = startCounts(1 + TOLERANCE);
  let better = -Infinity;
  for (const [i, block] of watch.entries()) {
    if (!isMeasured(block)) continue;
    state = addCounts(state, block);
    if (logWorse(state, dispersion) > bound) return (i + 1) * MINUTES;
    better = Math.max(better, logBetter(state, dispersion));
  }
  return better >= bound ? 'cleared' : 'inconclusive';
}

function endRatios(before: readonly PairedBlock[], watch: readonly PairedBlock[]): Ending {
  let state = startRatios(1 + TOLERANCE, before.filter(isMeasured));
  let last = { mean: 0, half: Infinity, deviation: Infinity };
  for (const [i, block] of watch.entries()) {
    if (!isMeasured(block)) continue;
    state = addRatio(state, block);
    last = lookAtRatios(state, ALPHA);
    if (last.mean > last.half) return (i + 1) * MINUTES;
  }
  return last.mean + last.half < 0 ? 'cleared' : 'inconclusive';
}
