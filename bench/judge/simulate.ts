import type { BlockSeries } from '#domain/release/block-series.ts';
import { isWeekend } from '#domain/release/before-after/day-type.ts';
import { BLOCK_MS, DAY_BLOCKS, type Model } from './grid.ts';
import type { Random } from './random.ts';

/** Monday, 2024-01-01. */
export const EPOCH_MS = Date.UTC(2024, 0, 1);

/** ln of what multiplies the level, per block: what happens to a service, without counting and without a release. */
export function latent(model: Model, random: Random, blocks: number, startMs: number): Float64Array {
  const values = new Float64Array(blocks);
  const innovation = Math.sqrt(1 - model.rho * model.rho);
  let noise = random.normal();
  let level = random.normal();
  for (let i = 0; i < blocks; i += 1) {
    if (i % DAY_BLOCKS === 0 && i > 0) level = 0.7 * level + Math.sqrt(1 - 0.49) * random.normal();
    noise = model.rho * noise + innovation * random.normal();
    const day = model.day * Math.sin((2 * Math.PI * i) / DAY_BLOCKS);
    const weekend = model.weekend !== 0 && isWeekend(startMs + i * BLOCK_MS) ? model.weekend : 0;
    const spike = model.spikes > 0 && random.uniform() < model.spikes ? random.gamma(2) : 0;
    values[i] =
      day + model.dayLevel * level + model.noise * noise + (model.drift * i) / DAY_BLOCKS + weekend + spike;
  }
  return values;
}

/** What is measured of it. `factor` stands on the metric from block `from` on. */
export function measure(
  model: Model,
  random: Random,
  truth: Float64Array,
  startMs: number,
  from = truth.length,
  factor = 1,
): BlockSeries {
  const num = new Float64Array(truth.length);
  const den = new Float64Array(truth.length);
  for (let i = 0; i < truth.length; i += 1) {
    if (model.missing > 0 && random.uniform() < model.missing) continue;
    const requests = model.traffic * (BLOCK_MS / 1000) * (1 + 0.5 * Math.sin((2 * Math.PI * i) / DAY_BLOCKS));
    const strength = Math.exp(truth[i] ?? 0) * (i >= from ? factor : 1);
    den[i] = model.rate === null ? 1 : Math.round(requests);
    num[i] = model.rate === null ? 100 * strength : events(model, random, requests * model.rate * strength);
  }
  return { startMs, blockMs: BLOCK_MS, num, den };
}

/** Poisson, or Poisson of a gamma mean so that the variance is `dispersion` times the mean. */
function events(model: Model, random: Random, mean: number): number {
  if (model.dispersion <= 1) return random.poisson(mean);
  return random.poisson(mean * random.gamma(mean / (model.dispersion - 1)));
}
