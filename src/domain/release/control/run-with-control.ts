import { valueAt } from '../../stats/value-at.ts';
import { blocksOver, startBlock, type MetricEvidence, type Watch } from '../evidence.ts';
import { firstAlarm, noRun, type LookPoint, type MethodRun } from '../method-run.ts';
import { worseFactor } from '../metric-plan.ts';
import { addCounts, logBetter, logWorse, startCounts } from './counts-with-control.ts';
import { dispersionOf } from './dispersion.ts';
import { isMeasured, swapArms, type PairedBlock } from './paired-block.ts';
import { addRatio, lookAtRatios, startRatios } from './ratios-with-control.ts';

/** Judges against a control at the same time: counts exactly, anything else by a confidence sequence. */
export function runWithControl(evidence: MetricEvidence, watch: Watch, alpha: number): MethodRun {
  const pairs = pairBlocks(evidence, watch);
  const run = evidence.plan.kind === 'count' ? runCounts : runRatios;
  return { ...run(pairs, evidence, alpha), missing: pairs.over - pairs.during.length };
}

export interface Pairs {
  readonly before: readonly PairedBlock[];
  readonly during: readonly (PairedBlock & { readonly blocks: number })[];
  readonly over: number;
}

/** Blocks in which both arms measured; before the start with the arms the same. */
export function pairBlocks(evidence: MetricEvidence, watch: Watch): Pairs {
  const start = startBlock(watch, evidence.release);
  const over = blocksOver(watch, evidence.release);
  const before = Array.from({ length: start }, (_, i) => pairAt(evidence, i)).filter(isMeasured);
  const during = Array.from({ length: over }, (_, i) => ({ ...pairAt(evidence, start + i), blocks: i + 1 }));
  return { before, during: during.filter(isMeasured), over };
}

export function pairAt({ release, control, plan }: MetricEvidence, i: number): PairedBlock {
  const pair = {
    num: valueAt(release.num, i),
    den: valueAt(release.den, i),
    controlNum: control?.num[i] ?? 0,
    controlDen: control?.den[i] ?? 0,
  };
  return plan.worse === 'higher' ? pair : swapArms(pair);
}

function runCounts({ before, during }: Pairs, { plan }: MetricEvidence, alpha: number): MethodRun {
  const known = dispersionOf(before);
  const bound = Math.log(1 / alpha);
  const looks: LookPoint[] = [];
  let state = startCounts(worseFactor(plan.worse, plan.tolerance));
  let better = -Infinity;
  for (const [i, block] of during.entries()) {
    state = addCounts(state, block);
    const dispersion = known ?? dispersionOf(during.slice(0, i + 1)) ?? 1;
    looks.push({ blocks: block.blocks, statistic: logWorse(state, dispersion), bound });
    better = Math.max(better, logBetter(state, dispersion));
  }
  const method = 'counts with a control';
  if (looks.length === 0) return noRun(method, 'No block was measured in both arms at once.');
  const may = better >= bound;
  const why = may
    ? 'The counts show that the release is not worse than the tolerance allows.'
    : 'The counts do not yet show that the tolerance is kept.';
  return {
    ...noRun(method, why),
    looks,
    judged: looks.length,
    alarm: firstAlarm(looks),
    clear: { may, why },
    alphaSpent: alpha,
  };
}

function runRatios({ before, during }: Pairs, { plan }: MetricEvidence, alpha: number): MethodRun {
  const looks: LookPoint[] = [];
  let state = startRatios(worseFactor(plan.worse, plan.tolerance), before);
  let control = 0;
  let traffic = 0;
  let last = { mean: 0, half: Infinity, deviation: Infinity };
  for (const block of during) {
    state = addRatio(state, block);
    last = lookAtRatios(state, alpha);
    control += (block.controlNum / block.controlDen) * block.den;
    traffic += block.den;
    if (Number.isFinite(last.half)) {
      looks.push({ blocks: block.blocks, statistic: last.mean, bound: last.half });
    }
  }
  const method = 'ratios with a control';
  if (looks.length === 0)
    return noRun(method, 'Too few blocks were measured in both arms to know the noise.');
  const may = last.mean + last.half < 0;
  const why = may
    ? 'The whole interval of the difference lies within the tolerance.'
    : 'The interval of the difference still reaches beyond the tolerance.';
  const base = control / traffic;
  const factorAt = (excess: number): number | null =>
    base > 0 ? Math.max(0, state.accepted + excess / base) : null;
  return {
    ...noRun(method, why),
    looks,
    judged: during.length,
    alarm: firstAlarm(looks),
    clear: { may, why },
    alphaSpent: alpha,
    effect: { atLeast: factorAt(last.mean - last.half), atMost: factorAt(last.mean + last.half) },
  };
}
