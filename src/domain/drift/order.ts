import type { Difference, StackReport } from './report.ts';
import { severityRank } from './severity.ts';
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

/** Drifted, then unknown, then in sync; among the drifted the worst difference decides. Paths break ties. */
export function compareStacks(a: StackReport, b: StackReport): number {
  return (
    STACK_STATUSES.indexOf(a.status) - STACK_STATUSES.indexOf(b.status) ||
    worst(a) - worst(b) ||
    compareText(a.id, b.id)
  );
}

const worst = (stack: StackReport): number => {
  const first = stack.differences.find((difference) => difference.drift) ?? stack.differences[0];
  return first === undefined ? 99 : severityRank(first.severity);
};

/** By code unit: the same order on every machine, whatever its locale. */
const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
