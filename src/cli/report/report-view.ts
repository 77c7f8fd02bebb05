import type { Difference, Report, RuleCount, StackReport } from '#domain/drift/report.ts';
import { compareDifferences, compareStacks, compareText } from '#domain/drift/order.ts';
import { SEVERITIES, type Severity } from '#domain/drift/severity.ts';
import { shortFingerprints } from './short-fingerprint.ts';

/** What every format for people shows, in the order in which it shows it. */
export interface ReportView {
  readonly report: Report;
  /** Drifted by worst severity, then unknown, then in sync. */
  readonly stacks: readonly StackView[];
  /** Differences that count as drift, by severity; those with none are left out. */
  readonly severities: readonly { readonly severity: Severity; readonly count: number }[];
  readonly drift: number;
  readonly apart: number;
  readonly suppressed: number;
  /** Most frequent rule first. */
  readonly suppressedBy: readonly RuleCount[];
  /** The worst difference, which is the one to look at next. */
  readonly worst: Difference | null;
  readonly short: (fingerprint: string) => string;
}

export interface StackView {
  readonly stack: StackReport;
  /** Counts as drift, worst first. */
  readonly drift: readonly Difference[];
  /** Reported apart, worst first. */
  readonly apart: readonly Difference[];
  readonly suppressed: readonly Difference[];
}

export function viewOf(report: Report): ReportView {
  const stacks = report.stacks.map(stackView).toSorted((a, b) => compareStacks(a.stack, b.stack));
  const drift = stacks.flatMap((view) => view.drift);
  const apart = stacks.flatMap((view) => view.apart);
  const suppressedBy = report.summary.totals.suppressed
    .filter((entry) => entry.count > 0)
    .toSorted((a, b) => b.count - a.count || compareText(a.rule, b.rule));
  return {
    report,
    stacks,
    severities: SEVERITIES.map((severity) => ({
      severity,
      count: drift.filter((difference) => difference.severity === severity).length,
    })).filter((entry) => entry.count > 0),
    drift: drift.length,
    apart: apart.length,
    suppressed: suppressedBy.reduce((sum, entry) => sum + entry.count, 0),
    suppressedBy,
    worst: drift.toSorted(compareDifferences)[0] ?? apart.toSorted(compareDifferences)[0] ?? null,
    short: shortFingerprints(report),
  };
}

function stackView(stack: StackReport): StackView {
  const sorted = stack.differences.toSorted(compareDifferences);
  return {
    stack,
    drift: sorted.filter((difference) => difference.drift),
    apart: sorted.filter((difference) => !difference.drift),
    suppressed: stack.suppressed.toSorted(compareDifferences),
  };
}
