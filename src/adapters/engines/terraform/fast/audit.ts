import type { PlanResult } from '../plan-command.ts';
import type { FastCaches } from './fast-caches.ts';
import { keepDifference } from './kept-difference.ts';
import type { PackageVerdicts } from './package-verdicts.ts';
import type { PlannedWay } from './planned-way.ts';
import { answerDifferences } from './same-answer.ts';

/**
 * Compares a fast answer with the engine's own. A difference counts only when the engine gives the same bare answer
 * twice: reality may change between two plans, and some plans differ in every run. Then the fast way is off for
 * these packages, and both answers are kept for the person who looks into it.
 */
export async function auditAnswer(
  fast: PlanResult,
  planBare: () => Promise<PlanResult>,
  about: {
    readonly caches: Pick<FastCaches, 'differences'>;
    readonly verdicts: PackageVerdicts;
    readonly log: (line: string) => void;
  },
): Promise<PlannedWay> {
  const { caches, verdicts, log } = about;
  const bare = await planBare();
  // Cut off: neither for nor against the fast answer, which stands.
  if (bare.kind === 'failed' && isCutOff(bare)) return { result: fast, way: { used: 'fast', why: null } };
  const differences = answerDifferences(fast, bare);
  if (differences.length === 0) {
    log('fast: audited, the same answer both ways');
    await verdicts.record('same', '');
    return { result: fast, way: { used: 'fast', why: null } };
  }
  const again = await planBare();
  if (answerDifferences(bare, again).length > 0) {
    const why = 'two bare plans in a row differed, so the audit of the fast one says nothing';
    log(`fast: ${why}`);
    return { result: again, way: { used: 'bare', why } };
  }
  const folder = await keepDifference(caches.differences, fast, bare);
  const why = `an audit found a difference in ${differences.join(' and ')}; both answers, which hold secrets, are in ${folder}`;
  log(`fast: off for these providers: ${why}`);
  await verdicts.record('differs', why);
  return { result: again, way: { used: 'bare', why } };
}

const isCutOff = ({ failure: { reason } }: PlanResult & { readonly kind: 'failed' }): boolean =>
  reason === 'cancelled' || reason === 'timeout';
