import { compareStacks } from './order.ts';
import { REPORT_VERSION, type Report, type StackReport } from './report.ts';
import { sumTotals } from './totals.ts';

/** Puts stack reports into one report: worst first, sums that reconcile. */
export function buildReport(
  stacks: readonly StackReport[],
  about: { readonly toolVersion: string; readonly scannedAt: string },
): Report {
  const count = (status: StackReport['status']): number =>
    stacks.filter((stack) => stack.status === status).length;
  const differences = stacks.flatMap((stack) => stack.differences);
  const drift = differences.filter((difference) => difference.drift).length;
  return {
    version: REPORT_VERSION,
    tool: { name: 'kedge', version: about.toolVersion },
    scanned_at: about.scannedAt,
    summary: {
      stacks: {
        total: stacks.length,
        in_sync: count('in_sync'),
        drifted: count('drifted'),
        unknown: count('unknown'),
      },
      drift,
      apart: differences.length - drift,
      resources_read: stacks.reduce((sum, stack) => sum + stack.resources_read, 0),
      totals: sumTotals(stacks.map((stack) => stack.totals)),
    },
    stacks: stacks.toSorted(compareStacks),
  };
}
