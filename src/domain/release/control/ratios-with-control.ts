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
  /** Long-run variance per block from the time both arms were the same, in units of `excess` squared; null if unknown. */
  readonly knownVariance: number | null;
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
/** The first look: half an hour of 5-minute blocks. */
const FIRST_LOOK = 6;

export function startRatios(accepted: number, before: readonly PairedBlock[]): RatiosState {
  const fresh = { blocks: 0, excess: 0, traffic: 0, batches: BATCH_SIZES.map(emptyBatch) };
  const empty: RatiosState = { accepted, knownVariance: null, ...fresh };
  const history = before.reduce(addRatio, empty);
  const known = longRunVariance(history);
  // In units of traffic, because the watch may have another share of it than the time before.
  const perTraffic = known === null ? null : known / (history.traffic / history.blocks) ** 2;
  return { ...empty, knownVariance: perTraffic };
}

const emptyBatch = (size: number): Batch => ({ size, count: 0, sum: 0, squares: 0, open: 0, filled: 0 });

/** Costs the block, not the history. A block of which one arm is unknown must not be given. */
export function addRatio(state: RatiosState, block: PairedBlock): RatiosState {
  const excess = block.num - state.accepted * (block.controlNum / block.controlDen) * block.den;
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

/** Of one block, from the longest batches of which there are enough; null before that. */
function longRunVariance({ batches }: RatiosState): number | null {
  const enough = batches.findLast(({ count }) => count >= FEWEST_BATCHES);
  if (enough === undefined) return null;
  const { count, sum, squares, size } = enough;
  const variance = Math.max(0, (squares - (sum * sum) / count) / (count - 1)) / size;
  // Few batches often underestimate; this is about their standard error.
  return variance * (1 + Math.SQRT2 / Math.sqrt(count));
}

export interface RatiosLook {
  /** Mean excess per unit of traffic, in the metric's unit. */
  readonly mean: number;
  /** How far the truth may lie on one side; Infinity while the variance is unknown. */
  readonly half: number;
}

/** @param alpha of one side */
export function lookAtRatios(state: RatiosState, alpha: number): RatiosLook {
  const traffic = state.traffic / state.blocks;
  const mean = state.excess / state.traffic;
  const own = longRunVariance(state);
  const ownPerTraffic = own === null ? null : own / traffic ** 2;
  const variance = Math.max(state.knownVariance ?? -1, ownPerTraffic ?? -1);
  if (state.blocks < FIRST_LOOK || variance < 0 || !Number.isFinite(mean)) return { mean, half: Infinity };
  const rho = sequentialRho(alpha, TIGHTEST_AT);
  return { mean, half: sequentialHalfWidth(Math.sqrt(variance), state.blocks, rho, alpha) };
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
