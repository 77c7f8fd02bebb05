import { cumulate, knownOver, valueOver, type BlockSeries } from '../release/block-series.ts';
import type { CheckResult } from './change.ts';

/** Half of the window has to be known: what was not measured may be where the budget went. */
const LEAST_KNOWN = 0.5;

/** How much of the failures that an objective allows is left. */
export function askErrorBudget(
  series: BlockSeries,
  objective: number,
  left: number,
): Pick<CheckResult, 'outcome' | 'sentence'> {
  const sums = cumulate(series);
  const known = knownOver(sums, 0, sums.length);
  if (known < LEAST_KNOWN * sums.length) {
    return {
      outcome: 'unknown',
      sentence: `Of ${sums.length} blocks of the window ${known} are known; at least half must be.`,
    };
  }
  const rate = valueOver(sums, 0, sums.length);
  const remains = 1 - rate / objective;
  const said = `${percent(rate)} failed of ${percent(objective)} that may, so ${percent(Math.max(0, remains))} of the budget is left; ${percent(left)} must be.`;
  return { outcome: remains >= left ? 'passed' : 'failed', sentence: said };
}

const percent = (share: number): string => `${Number((100 * share).toPrecision(3))} %`;
