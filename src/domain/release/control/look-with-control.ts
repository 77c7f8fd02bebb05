import { valueAt } from '../../stats/value-at.ts';
import { startBlock, type MetricEvidence, type Watch } from '../evidence.ts';
import type { LookPoint } from '../method-run.ts';
import { worseFactor } from '../metric-plan.ts';
import { addCounts, logWorse, startCounts, type CountsState } from './counts-with-control.ts';
import { dispersionOf } from './dispersion.ts';
import { isMeasured, type PairedBlock } from './paired-block.ts';
import { addRatio, lookAtRatios, startRatios, type RatiosState } from './ratios-with-control.ts';
import { pairAt, pairBlocks } from './run-with-control.ts';

/** What a metric with a control is looked at with: what lay before the start, and the sums of the blocks so far. */
export type ControlOpening = Counts | Ratios;

interface Counts {
  readonly kind: 'count';
  /** Of the time before; null: it has to be taken from the watch. */
  readonly known: number | null;
  readonly fresh: CountsState;
  readonly sofar: SoFar<CountsState>;
}

interface Ratios {
  readonly kind: 'ratio';
  readonly fresh: RatiosState;
  readonly sofar: SoFar<RatiosState>;
}

interface SoFar<State> {
  /** Blocks of the watch that are in it, and how many of them were measured in both arms. */
  readonly blocks: number;
  readonly measured: number;
  readonly state: State;
}

const begun = <State>(state: State): SoFar<State> => ({ blocks: 0, measured: 0, state });

export function openWithControl(evidence: MetricEvidence, watch: Watch): ControlOpening {
  const { plan } = evidence;
  const { before } = pairBlocks(evidence, { ...watch, asOfMs: watch.startMs });
  const accepted = worseFactor(plan.worse, plan.tolerance);
  if (plan.kind === 'count') {
    const fresh = startCounts(accepted);
    return { kind: 'count', known: dispersionOf(before), fresh, sofar: begun(fresh) };
  }
  const fresh = startRatios(accepted, before);
  return { kind: 'ratio', fresh, sofar: begun(fresh) };
}

/**
 * The look at so many blocks, and what the next one begins with. It costs the new blocks; when an outage left blocks that
 * came in behind those that were summed, all of the watch is summed anew.
 * @returns look null: the newest block was not measured in both arms, or too little is known
 */
export function lookWithControl(
  opening: ControlOpening,
  evidence: MetricEvidence,
  watch: Watch,
  alpha: number,
  blocks: number,
): { readonly look: LookPoint | null; readonly opening: ControlOpening } {
  const pairs = newPairs(opening, evidence, watch, blocks);
  if (opening.kind === 'count') {
    const state = pairs.added.reduce(addCounts, pairs.anew ? opening.fresh : opening.sofar.state);
    const dispersion = opening.known ?? dispersionOf(pairs.all()) ?? 1;
    const point = { blocks, statistic: logWorse(state, dispersion), bound: Math.log(1 / alpha) };
    const sofar = { blocks, measured: pairs.measured, state };
    return { look: pairs.newest ? point : null, opening: { ...opening, sofar } };
  }
  const state = pairs.added.reduce(addRatio, pairs.anew ? opening.fresh : opening.sofar.state);
  const { mean, half } = lookAtRatios(state, alpha);
  const sofar = { blocks, measured: pairs.measured, state };
  const look = pairs.newest && Number.isFinite(half) ? { blocks, statistic: mean, bound: half } : null;
  return { look, opening: { ...opening, sofar } };
}

function newPairs({ sofar }: ControlOpening, evidence: MetricEvidence, watch: Watch, blocks: number) {
  const start = startBlock(watch, evidence.release);
  const isKnown = (i: number): boolean =>
    valueAt(evidence.release.den, start + i) > 0 && (evidence.control?.den[start + i] ?? 0) > 0;
  let measuredBefore = 0;
  for (let i = 0; i < Math.min(sofar.blocks, blocks); i += 1) measuredBefore += isKnown(i) ? 1 : 0;
  // A look that is made again may have read something else.
  const anew = sofar.blocks >= blocks || measuredBefore !== sofar.measured;
  const from = anew ? 0 : sofar.blocks;
  const between = (first: number): readonly PairedBlock[] =>
    Array.from({ length: blocks - first }, (_, i) => pairAt(evidence, start + first + i)).filter(isMeasured);
  const added = between(from);
  return {
    anew,
    added,
    measured: (anew ? 0 : sofar.measured) + added.length,
    newest: blocks > 0 && isKnown(blocks - 1),
    all: () => between(0),
  };
}
