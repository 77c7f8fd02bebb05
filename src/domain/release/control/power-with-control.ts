import type { MetricEvidence, Watch } from '../evidence.ts';
import { worseFactor } from '../metric-plan.ts';
import { addCounts, logWorse, startCounts } from './counts-with-control.ts';
import { dispersionOf } from './dispersion.ts';
import type { PairedBlock } from './paired-block.ts';
import { lookAtRatios, startRatios, type RatiosState } from './ratios-with-control.ts';
import { pairBlocks } from './run-with-control.ts';

/** Normal quantile of four in five. */
const FOUR_OF_FIVE = 0.8416;
const FEWEST_BLOCKS = 24;

type Detectable = { readonly factors: readonly (number | null)[] } | { readonly problem: string };

/** The factor that four of five watches would show after so many blocks, if traffic stays as it was before the start. */
export function detectableWithControl(
  evidence: MetricEvidence,
  watch: Watch,
  alpha: number,
  blocks: readonly number[],
): Detectable {
  const { before } = pairBlocks(evidence, watch);
  if (before.length < FEWEST_BLOCKS) {
    return {
      problem: `${before.length} blocks before the start were measured in both arms; ${FEWEST_BLOCKS} are needed to know traffic and noise.`,
    };
  }
  const { plan } = evidence;
  const accepted = worseFactor(plan.worse, plan.tolerance);
  const mean = meanBlock(before);
  return {
    factors: blocks.map((t) =>
      plan.kind === 'count'
        ? countsFactor(mean, accepted, dispersionOf(before) ?? 1, Math.log(1 / alpha), t)
        : ratiosFactor(mean, startRatios(accepted, before), alpha, t),
    ),
  };
}

function meanBlock(blocks: readonly PairedBlock[]): PairedBlock {
  const mean = (of: (block: PairedBlock) => number): number =>
    blocks.reduce((sum, block) => sum + of(block), 0) / blocks.length;
  return {
    num: mean(({ num }) => num),
    den: mean(({ den }) => den),
    controlNum: mean(({ controlNum }) => controlNum),
    controlDen: mean(({ controlDen }) => controlDen),
  };
}

/** The smallest factor on a grid whose evidence after `t` mean blocks passes, less what chance takes from it. */
function countsFactor(
  mean: PairedBlock,
  accepted: number,
  dispersion: number,
  bound: number,
  t: number,
): number | null {
  const rate = (mean.num + mean.controlNum) / (mean.den + mean.controlDen);
  for (let factor = accepted * 1.02; factor < 1000; factor *= 1.02) {
    const events = rate * mean.den * factor * t;
    // The low end of what four of five watches count.
    const low = Math.max(
      0,
      events -
        FOUR_OF_FIVE * Math.sqrt(dispersion * (events + events * factor * (mean.den / mean.controlDen))),
    );
    const block = {
      num: low,
      den: mean.den * t,
      controlNum: rate * mean.controlDen * t,
      controlDen: mean.controlDen * t,
    };
    if (logWorse(addCounts(startCounts(accepted), block), dispersion) > bound) return factor;
  }
  return null;
}

function ratiosFactor(mean: PairedBlock, fresh: RatiosState, alpha: number, t: number): number | null {
  const { half, deviation } = lookAtRatios({ ...fresh, blocks: t, excess: 0, traffic: mean.den * t }, alpha);
  const base = mean.controlNum / mean.controlDen;
  const excess = half + (FOUR_OF_FIVE * deviation) / Math.sqrt(t);
  return Number.isFinite(excess) && base > 0 ? fresh.accepted + excess / base : null;
}
