import type { Difference, Report, RuleCount, StackReport } from '#domain/drift/report.ts';
import { SEVERITIES, severityRank, type Severity } from '#domain/drift/severity.ts';
import { STACK_STATUSES } from '#domain/drift/stack-status.ts';
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
  const stacks = report.stacks.map(stackView).toSorted(byWorstStack);
  const drift = stacks.flatMap((view) => view.drift);
  const apart = stacks.flatMap((view) => view.apart);
  const suppressedBy = report.summary.totals.suppressed
    .filter((entry) => entry.count > 0)
    .toSorted((a, b) => b.count - a.count || byText(a.rule, b.rule));
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
    worst: drift.toSorted(byWorst)[0] ?? apart.toSorted(byWorst)[0] ?? null,
    short: shortFingerprints(report),
  };
}

function stackView(stack: StackReport): StackView {
  const sorted = stack.differences.toSorted(byWorst);
  return {
    stack,
    drift: sorted.filter((difference) => difference.drift),
    apart: sorted.filter((difference) => !difference.drift),
    suppressed: stack.suppressed.toSorted(byWorst),
  };
}

/** By severity, then by name, so that the same report always reads the same. */
export function byWorst(a: Difference, b: Difference): number {
  return (
    severityRank(a.severity) - severityRank(b.severity) ||
    byText(a.address, b.address) ||
    byText(a.path, b.path) ||
    byText(a.fingerprint, b.fingerprint)
  );
}

function byWorstStack(a: StackView, b: StackView): number {
  return (
    STACK_STATUSES.indexOf(a.stack.status) - STACK_STATUSES.indexOf(b.stack.status) ||
    bySeverities(a, b) ||
    b.apart.length - a.apart.length ||
    byText(a.stack.id, b.stack.id)
  );
}

/** One critical difference is worse than ten high ones. */
function bySeverities(a: StackView, b: StackView): number {
  for (const severity of SEVERITIES) {
    const count = (view: StackView): number => view.drift.filter((d) => d.severity === severity).length;
    const order = count(b) - count(a);
    if (order !== 0) return order;
  }
  return 0;
}

/** By code unit: the order must not depend on the machine's language. */
export const byText = (a: string, b: string): number => (a < b ? -1 : Number(a > b));
