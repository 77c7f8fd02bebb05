import { valueAt } from '../../stats/value-at.ts';
import type { PairedBlock } from './paired-block.ts';

/**
 * E1: counts with a control at the same time. Given how many events both arms had together, the release's share of
 * them is binomial, so traffic and everything that hits both arms alike cancel. A mixture of likelihood ratios against
 * the tolerance is an e-process: by Ville's inequality it ever reaches 1/alpha with probability alpha at most, however
 * often one looks.
 */
export interface CountsState {
  /** The ratio of the rates that is still accepted: 1 + tolerance. */
  readonly accepted: number;
  /** ln likelihood ratios of the worse ratios against the accepted one. */
  readonly worse: Float64Array;
  /** The same of the better ratios: evidence that the tolerance is kept. */
  readonly better: Float64Array;
  readonly blocks: number;
}

const WORSE_BY: readonly number[] = [1.25, 1.5, 2, 3, 5, 10];

export function startCounts(accepted: number): CountsState {
  return {
    accepted,
    worse: new Float64Array(WORSE_BY.length),
    better: new Float64Array(WORSE_BY.length + 1),
    blocks: 0,
  };
}

/** Costs the block, not the history. */
export function addCounts(state: CountsState, block: PairedBlock): CountsState {
  const { accepted } = state;
  const gain = (ratio: number): number => logRatio(block, ratio, accepted);
  const worse = state.worse.map((sum, i) => sum + gain(accepted * (WORSE_BY[i] ?? 1)));
  // Besides the grid an unchanged release: with a small tolerance the grid's nearest step lies far below it.
  const better = state.better.map((sum, i) => sum + gain(betterRatio(accepted, i)));
  return { accepted, worse, better, blocks: state.blocks + 1 };
}

/** A tolerance so small leaves no room between unchanged and accepted. */
const SMALLEST_ROOM = 1.02;

function betterRatio(accepted: number, i: number): number {
  if (i < WORSE_BY.length) return accepted / (WORSE_BY[i] ?? 1);
  return accepted > SMALLEST_ROOM ? 1 : accepted / 1.1;
}

/** ln of how much likelier the block is when the rates have this ratio than when they have the accepted one. */
function logRatio(block: PairedBlock, ratio: number, accepted: number): number {
  const share = (r: number): number => (r * block.den) / (r * block.den + block.controlDen);
  const own = block.num === 0 ? 0 : block.num * Math.log(share(ratio) / share(accepted));
  const control =
    block.controlNum === 0 ? 0 : block.controlNum * Math.log((1 - share(ratio)) / (1 - share(accepted)));
  return own + control;
}

/** ln of the e-value against "not worse than accepted". `dispersion` is at least 1, see `dispersionOf`. */
export const logWorse = (state: CountsState, dispersion: number): number =>
  logMeanExp(state.worse, dispersion);

/** ln of the e-value against "worse than accepted". */
export const logBetter = (state: CountsState, dispersion: number): number =>
  logMeanExp(state.better, dispersion);

function logMeanExp(sums: Float64Array, dispersion: number): number {
  let top = -Infinity;
  for (let i = 0; i < sums.length; i += 1) top = Math.max(top, valueAt(sums, i) / dispersion);
  let total = 0;
  for (let i = 0; i < sums.length; i += 1) total += Math.exp(valueAt(sums, i) / dispersion - top);
  return top + Math.log(total / sums.length);
}
