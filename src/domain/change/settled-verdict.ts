import { OUTCOMES, type Outcome } from '../release/outcome.ts';
import { stands } from './act-on-change.ts';
import type { Change } from './change.ts';

/** What follows when a verdict was made again from values that had settled. */
export type Settled =
  /** It is the same; nothing is left to ask. */
  | 'same'
  /** It is another one, and nothing is left to decide: it was taken back, or it is better than was thought. */
  | 'told'
  /** It is worse, and the change stands: somebody has to decide again. */
  | 'reopened';

/**
 * A change that stands is decided again when what settled is worse than what the decision was made by. Better values
 * reopen nothing: nobody is hurt by them, and who closed it knew less, not more.
 */
export function followSettled(change: Change, outcome: Outcome): Settled {
  const before = change.verdict?.outcome ?? 'INCONCLUSIVE';
  if (outcome === before) return 'same';
  const isWorse = OUTCOMES.indexOf(outcome) > OUTCOMES.indexOf(before);
  return isWorse && stands(change) ? 'reopened' : 'told';
}
