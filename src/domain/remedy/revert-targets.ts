import type { Difference } from '../drift/report.ts';
import type { NamedDifference } from '../drift/name-differences.ts';
import type { Approval } from './approved-difference.ts';
import type { GuardVerdict } from './plan-guard.ts';

/**
 * The addresses to plan for when the whole plan does more than was approved; raw, as the engine takes them. null: some
 * of it has no address that can be a target.
 */
export function targetsFor(
  planned: readonly NamedDifference[],
  approvals: readonly Approval[],
): readonly string[] | null {
  const names = new Set(approvals.flatMap(({ subject, aliases }) => [subject.fingerprint, ...aliases]));
  const addresses = planned
    .filter(({ difference }) => names.has(difference.fingerprint))
    .map(({ found }) => found.resource.address);
  // Outputs are no targets, and the objects of a failed replacement have no address of their own.
  if (addresses.length === 0 || addresses.some((address) => /^output\.| \(deposed /.test(address)))
    return null;
  return [...new Set(addresses)].toSorted();
}

/** What targets can keep out of an apply. Everything else would be in the way of a targeted plan, too. */
const NARROWED: ReadonlySet<string> = new Set([
  'touches_other',
  'destroys',
  'import',
  'forget',
  'incomplete',
]);

/**
 * Whether a plan for the targets alone is worth making: the whole one does more than was approved, or would take other
 * differences into the state unseen. The targeted plan is guarded again.
 * @param isNoise whether a difference is one that the noise rules take out
 */
export function wantsTargets(verdict: GuardVerdict, isNoise: (difference: Difference) => boolean): boolean {
  if (!verdict.go) return verdict.refusals.every(({ code }) => NARROWED.has(code));
  return verdict.absorbs.some((difference) => !isNoise(difference));
}
