/**
 * What is said of a metric and of a release.
 * - CLEARED: looked long enough with data good enough to have seen the size that matters, and did not see it.
 * - INCONCLUSIVE: neither; the change is held and its owner is called. Also the answer to no measurement at all.
 * - ERROR: the provider of the data failed. Never a vote for or against the release.
 * - REGRESSED: worse than the tolerance, with the false alarms that were paid for.
 */
export type Outcome = 'CLEARED' | 'INCONCLUSIVE' | 'ERROR' | 'REGRESSED';

/** From good to bad. A failed provider is worse than not knowing: nobody would come to know. */
export const OUTCOMES: readonly Outcome[] = ['CLEARED', 'INCONCLUSIVE', 'ERROR', 'REGRESSED'];

/** The worst of many; nothing measured is INCONCLUSIVE. */
export function worstOutcome(outcomes: readonly Outcome[]): Outcome {
  const worst = Math.max(-1, ...outcomes.map((outcome) => OUTCOMES.indexOf(outcome)));
  return OUTCOMES[worst] ?? 'INCONCLUSIVE';
}
