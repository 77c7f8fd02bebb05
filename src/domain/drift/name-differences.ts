import { configuredAttributes } from './configured-attributes.ts';
import { describeDifference, type DescribeContext } from './describe-difference.ts';
import { joinPlan, type FoundDifference } from './join-plan.ts';
import type { Plan } from './plan.ts';
import type { Difference } from './report.ts';

/** A difference with its raw values beside what may be shown of it. The raw ones may be secret. */
export interface NamedDifference {
  readonly found: FoundDifference;
  readonly difference: Difference;
}

/**
 * Every difference of a plan under the fingerprint that scans give it, before any rule. To act on one takes its real
 * values, which no report holds.
 */
export function nameDifferences(plan: Plan, context: DescribeContext): readonly NamedDifference[] {
  const repeats = new Map<string, number>();
  return joinPlan(plan, configuredAttributes(plan)).found.map((found) => ({
    found,
    difference: describeDifference(found, null, null, repeats, context),
  }));
}
