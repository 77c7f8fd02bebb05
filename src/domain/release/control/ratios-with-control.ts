import { median } from '../../stats/order-statistics.ts';
import { sequentialHalfWidth, sequentialRho } from '../../stats/sequential-interval.ts';
import type { PairedBlock } from './paired-block.ts';

/**
 * E2: ratios and means with a control at the same time. Per block, what the release spent beyond what the control's
 * ratio of that block, times the accepted factor, allows for its traffic: C - (1+d) R N. Its mean has a one-sided
 * confidence sequence. The variance is the long-run one of batches, never that of independent blocks: load and noise
 * last longer than a block.
 */
export interface RatiosState {
  readonly accepted: number;
  /** Long-run variance per block, from the time both arms were the same; null if unknown. */
  readonly known: Variance | null;
  /** How far the excess of one block per unit of traffic may count, to either side of 0; Infinity if unknown. */
  readonly furthest: number;
  readonly blocks: number;
  readonly excess: number;
  readonly traffic: number;
  readonly batches: readonly Batch[];
}

/** Sums of `size` blocks each: how many, their sum and sum of squares, and the one that is still open. */
interface Batch {
  readonly size: number;
  readonly count: number;
  readonly sum: number;
  readonly squares: number;
  readonly open: number;
  readonly filled: number;
}

/** Blocks of the watch at which the interval is tightest. */
const TIGHTEST_AT = 72;
const BATCH_SIZES: readonly number[] = [3, 6, 12, 24];
/** A variance of fewer batches is too uncertain to call anything. */
const FEWEST_BATCHES = 8;
/** Few batches often underestimate the noise: it is taken at about the 90 % upper bound of its deviation. */
const UPPER = 1.2816;
/** The first look: half an hour of 5-minute blocks. */
const FIRST_LOOK = 6;

export function startRatios(accepted: number, before: readonly PairedBlock[]): RatiosState {
  const fresh = { blocks: 0, excess: 0, traffic: 0, batches: BATCH_SIZES.map(emptyBatch) };
  const furthest = furthestExcess(before, accepted);
  const empty: RatiosState = { accepted, known: null, furthest, ...fresh };
  return { ...empty, known: longRunVariance(before.reduce(addRatio, empty)) };
}

/** In standard deviations. One block of a hundred times the cost must not decide over a day. */
const FURTHEST = 8;
/** As many blocks as the shortest estimate of the variance takes. */
const FEWEST_BLOCKS = 24;

function furthestExcess(before: readonly PairedBlock[], accepted: number): number {
  if (before.length < FEWEST_BLOCKS) return Infinity;
  const excess = Float64Array.from(before, (block) => excessOf(block, accepted) / block.den);
  const middle = median(excess);
  const spread = median(excess.map((value) => Math.abs(value - middle)));
  return spread > 0 ? Math.abs(middle) + FURTHEST * 1.4826 * spread : Infinity;
}

const excessOf = (block: PairedBlock, accepted: number): number =>
  block.num - accepted * (block.controlNum / block.controlDen) * block.den;

const emptyBatch = (size: number): Batch => ({ size, count: 0, sum: 0, squares: 0, open: 0, filled: 0 });

/** Costs the block, not the history. A block of which one arm is unknown must not be given. */
export function addRatio(state: RatiosState, block: PairedBlock): RatiosState {
  const most = state.furthest * block.den;
  const excess = Math.max(-most, Math.min(most, excessOf(block, state.accepted)));
  return {
    ...state,
    blocks: state.blocks + 1,
    excess: state.excess + excess,
    traffic: state.traffic + block.den,
    batches: state.batches.map((batch) => addToBatch(batch, excess)),
  };
}

function addToBatch(batch: Batch, excess: number): Batch {
  const open = batch.open + excess;
  if (batch.filled + 1 < batch.size) return { ...batch, open, filled: batch.filled + 1 };
  return {
    size: batch.size,
    count: batch.count + 1,
    sum: batch.sum + open,
    squares: batch.squares + open * open,
    open: 0,
    filled: 0,
  };
}

/** Of the excess per unit of traffic, for one block. */
interface Variance {
  readonly perBlock: number;
  /** How many batches it comes from, less one. */
  readonly freedom: number;
}

/**
 * From the longest batches of which there are enough, plus what they gained on batches of half the length: noise that
 * outlasts a batch is still growing there. null before there are enough.
 */
function longRunVariance({ batches, traffic, blocks }: RatiosState): Variance | null {
  const at = batches.findLastIndex(({ count }) => count >= FEWEST_BATCHES);
  const [long, short] = [batches[at], batches[at - 1]];
  if (long === undefined) return null;
  const own = perBlock(long);
  const variance = short === undefined ? own : Math.max(own, 2 * own - perBlock(short));
  return { perBlock: variance / (traffic / blocks) ** 2, freedom: long.count - 1 };
}

const perBlock = ({ count, sum, squares, size }: Batch): number =>
  Math.max(0, (squares - (sum * sum) / count) / (count - 1)) / size;

/** Both times together: each alone is uncertain, and the larger of two would be too large. */
function pooled(a: Variance | null, b: Variance | null): Variance | null {
  if (a === null || b === null) return a ?? b;
  const freedom = a.freedom + b.freedom;
  return { perBlock: (a.perBlock * a.freedom + b.perBlock * b.freedom) / freedom, freedom };
}

export interface RatiosLook {
  /** Mean excess per unit of traffic, in the metric's unit. */
  readonly mean: number;
  /** How far the truth may lie on one side; Infinity while the variance is unknown. */
  readonly half: number;
  /** Long-run standard deviation of one block, at its upper bound; Infinity while unknown. */
  readonly deviation: number;
}

/** @param alpha of one side */
export function lookAtRatios(state: RatiosState, alpha: number): RatiosLook {
  const mean = state.excess / state.traffic;
  const variance = pooled(state.known, longRunVariance(state));
  if (state.blocks < FIRST_LOOK || variance === null || !Number.isFinite(mean)) {
    return { mean, half: Infinity, deviation: Infinity };
  }
  const deviation = Math.sqrt(variance.perBlock) * (1 + UPPER / Math.sqrt(2 * variance.freedom));
  const rho = sequentialRho(alpha, TIGHTEST_AT);
  return { mean, half: sequentialHalfWidth(deviation, state.blocks, rho, alpha), deviation };
}

/** Variance of a ratio of means by the delta method, to check a sequence against. `covariance` is that of C and N. */
export function ratioVariance(
  ratio: number,
  { costVariance, trafficVariance, covariance, blocks, meanTraffic }: RatioMoments,
): number {
  const top = costVariance + ratio * ratio * trafficVariance - 2 * ratio * covariance;
  return top / (blocks * meanTraffic * meanTraffic);
}

export interface RatioMoments {
  readonly costVariance: number;
  readonly trafficVariance: number;
  readonly covariance: number;
  readonly blocks: number;
  readonly meanTraffic: number;
}
