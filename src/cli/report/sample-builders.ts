import type { Difference, Report, Side, StackReport } from '#domain/drift/report.ts';

export type SideValue = Extract<Side, { kind: 'value' }>['value'];

export const value = (json: SideValue): Side => ({ kind: 'value', value: json });
/** A difference with usual fields; give what matters. */
export function difference(given: Partial<Difference>): Difference {
  return {
    fingerprint: '3f9a2c41d0e7b865',
    class: 'conflict',
    drift: true,
    severity: 'medium',
    address: 'aws_cloudwatch_metric_alarm.error_rate',
    previous_address: null,
    resource_type: 'aws_cloudwatch_metric_alarm',
    resource_name: 'error_rate',
    module: '',
    provider: 'registry.terraform.io/hashicorp/aws',
    path: 'threshold',
    change: 'changed',
    intent: value(2),
    memory: value(2),
    reality: value(50),
    document_changes: [],
    code: { file: 'platform/eu/main.tf', line: 12, end_line: 20 },
    rules: [],
    notes: [],
    ...given,
  };
}

/** A stack whose status and totals follow from what it is given. */
export function stack(given: Partial<StackReport>): StackReport {
  const differences = given.differences ?? [];
  const suppressed = given.suppressed ?? [];
  const rules = new Map<string, number>();
  for (const { rules: touched } of suppressed) {
    const rule = touched.find((entry) => entry.effect === 'suppressed')?.rule ?? 'none';
    rules.set(rule, (rules.get(rule) ?? 0) + 1);
  }
  return {
    id: 'network/vpc',
    path: 'network/vpc',
    workspace: 'default',
    owner: null,
    engine: { name: 'terraform', version: '1.14.1' },
    status: differences.some((entry) => entry.drift) ? 'drifted' : 'in_sync',
    unknown: null,
    resources_read: 12,
    totals: {
      found: differences.length + suppressed.length,
      reported: differences.length,
      suppressed: [...rules].map(([rule, count]) => ({ rule, count })),
    },
    differences,
    suppressed,
    moves: [],
    warnings: [],
    duration_ms: 1204,
    ...given,
  };
}

/** A report whose summary reconciles with its stacks. */
export function reportOf(stacks: readonly StackReport[]): Report {
  const status = (wanted: string): number => stacks.filter((entry) => entry.status === wanted).length;
  const drift = stacks.flatMap((entry) => entry.differences.filter((found) => found.drift)).length;
  const rules = new Map<string, number>();
  for (const { rule, count } of stacks.flatMap((entry) => entry.totals.suppressed)) {
    rules.set(rule, (rules.get(rule) ?? 0) + count);
  }
  const sum = (number: (entry: StackReport) => number): number =>
    stacks.reduce((total, entry) => total + number(entry), 0);
  const reported = sum((entry) => entry.totals.reported);
  return {
    version: '1.2',
    tool: { name: 'kedge', version: '0.1.0' },
    scanned_at: '2026-01-02T03:04:05.000Z',
    summary: {
      stacks: {
        total: stacks.length,
        in_sync: status('in_sync'),
        drifted: status('drifted'),
        unknown: status('unknown'),
      },
      drift,
      apart: reported - drift,
      resources_read: sum((entry) => entry.resources_read),
      totals: {
        found: sum((entry) => entry.totals.found),
        reported,
        suppressed: [...rules].map(([rule, count]) => ({ rule, count })),
      },
    },
    stacks: [...stacks],
  };
}

export const inSyncStack = (id: string): StackReport => stack({ id, path: id });
