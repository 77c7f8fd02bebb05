import type { Difference, StackReport } from './report.ts';
import { SEVERITIES, severityRank } from './severity.ts';
import { STACK_STATUSES } from './stack-status.ts';

/** Worst first: drift before what is reported apart, then severity, then address and place. */
export function compareDifferences(a: Difference, b: Difference): number {
  return (
    Number(b.drift) - Number(a.drift) ||
    severityRank(a.severity) - severityRank(b.severity) ||
    compareText(a.address, b.address) ||
    compareText(a.path, b.path) ||
    compareText(a.fingerprint, b.fingerprint)
  );
}

/** Drifted, then unknown, then in sync; among the drifted one critical difference is worse than ten high ones. */
export function compareStacks(a: StackReport, b: StackReport): number {
  return (
    STACK_STATUSES.indexOf(a.status) - STACK_STATUSES.indexOf(b.status) ||
    compareSeverities(a, b) ||
    count(b, (difference) => !difference.drift) - count(a, (difference) => !difference.drift) ||
    compareText(a.id, b.id)
  );
}

function compareSeverities(a: StackReport, b: StackReport): number {
  for (const severity of SEVERITIES) {
    const isMeant = (difference: Difference): boolean => difference.drift && difference.severity === severity;
    const order = count(b, isMeant) - count(a, isMeant);
    if (order !== 0) return order;
  }
  return 0;
}

const count = (stack: StackReport, isMeant: (difference: Difference) => boolean): number =>
  stack.differences.filter(isMeant).length;

/** By code unit: the same order on every machine, whatever its locale. */
export const compareText = (a: string, b: string): number => (a < b ? -1 : Number(a > b));
