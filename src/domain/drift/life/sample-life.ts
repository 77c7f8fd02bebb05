import type { Decision } from '../../decision/decision.ts';
import type { Difference, Side, StackReport } from '../report.ts';
import { countRules } from '../totals.ts';
import type { DriftEvent } from './drift-event.ts';
import type { DriftRecord } from './drift-record.ts';
import { isClosed, type DriftState } from './drift-state.ts';
import { DEFAULT_FLAPPING } from './flapping.ts';
import type { AddressMove } from '../origin-address.ts';
import { followScan, type ScanFollowed } from './follow-scan.ts';
import type { ScanSummary, StackScan } from './scan-record.ts';

/** Lives for tests. Everything is in the stack `app` unless it is told otherwise. */
export const FINGERPRINT = 'a1b2c3d4e5f6';

/** 2026-03-01 at noon, and so many hours later. */
export const hour = (hours: number): string =>
  new Date(Date.UTC(2026, 2, 1, 12) + hours * 3_600_000).toISOString();

export const value = (json: Extract<Side, { kind: 'value' }>['value']): Side => ({
  kind: 'value',
  value: json,
});

/** Somebody set a threshold to 50 that the code keeps at 2. */
export function difference(given: Partial<Difference> = {}): Difference {
  return {
    fingerprint: FINGERPRINT,
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
    code: { file: 'app/main.tf', line: 12, end_line: 20 },
    rules: [],
    notes: [],
    ...given,
  };
}

/** The difference as a rule takes it out. */
export const suppressed = (found: Difference, rule: string, note?: string): Difference => ({
  ...found,
  drift: false,
  rules: [{ rule, effect: 'suppressed', ...(note === undefined ? {} : { note }) }, ...found.rules],
});

/** An open record that one scan has seen. */
export function record(given: Partial<DriftRecord> = {}): DriftRecord {
  const found =
    given.difference ?? difference(given.fingerprint === undefined ? {} : { fingerprint: given.fingerprint });
  return {
    fingerprint: found.fingerprint,
    stack: 'app',
    state: 'open',
    difference: found,
    firstSeen: hour(0),
    lastSeen: hour(0),
    openedAt: hour(0),
    decidedAt: null,
    closedAt: null,
    timesReopened: 0,
    toggles: [hour(0)],
    decision: null,
    aliases: [],
    ...given,
  };
}

/** A record in a state, decided by `D1` where the state says that it was decided. */
export function inState(state: DriftState, given: Partial<DriftRecord> = {}): DriftRecord {
  const undecided = state === 'open' || state === 'resolved';
  return record({
    state,
    decidedAt: undecided ? null : hour(0),
    decision: undecided ? null : 'D1',
    closedAt: isClosed(state) ? hour(1) : null,
    ...given,
  });
}

/** A scan whose status and totals follow from what it is given. */
export function scanAt(at: string, given: Partial<StackReport> = {}): StackScan {
  const { differences = [], suppressed: taken = [] } = given;
  const report: StackReport = {
    id: 'app',
    path: 'app',
    workspace: 'default',
    owner: null,
    engine: { name: 'terraform', version: '1.14.1' },
    status: differences.some(({ drift }) => drift) ? 'drifted' : 'in_sync',
    unknown: null,
    resources_read: 12,
    totals: {
      found: differences.length + taken.length,
      reported: differences.length,
      suppressed: countRules(taken.map(({ rules }) => rules[0]?.rule ?? 'unnamed')),
    },
    differences,
    suppressed: taken,
    moves: [],
    warnings: [],
    ...given,
  };
  return { id: `scan-${at}`, at, report };
}

/** A scan that could not read everything. */
export const unknownScanAt = (at: string, given: Partial<StackReport> = {}): StackScan =>
  scanAt(at, {
    status: 'unknown',
    unknown: {
      code: 'incomplete',
      sentence: 'the plan does not cover everything',
      detail: null,
      missing_action: null,
      next: 'Remove the targeting.',
    },
    ...given,
  });

/** A scan after so many hours that reports these. */
export const shows = (hours: number, ...differences: Difference[]): StackScan =>
  scanAt(hour(hours), { differences });

/** A scan after so many hours in which a rule takes the difference out. */
export const takes = (hours: number, rule: string, note?: string, found = difference()): StackScan =>
  scanAt(hour(hours), { suppressed: [suppressed(found, rule, note)] });

export function summary(given: Partial<ScanSummary> = {}): ScanSummary {
  return {
    id: 'scan',
    stack: 'app',
    at: hour(0),
    status: 'in_sync',
    unknown: null,
    unknownText: null,
    found: 0,
    reported: 0,
    suppressed: 0,
    drift: 0,
    resourcesRead: 12,
    evidence: null,
    durationMs: null,
    way: null,
    ...given,
  };
}

export const follow = (
  known: readonly DriftRecord[],
  scan: StackScan,
  newest: string | null = null,
  moves: readonly AddressMove[] = [],
): ScanFollowed => followScan(known, moves, scan, DEFAULT_FLAPPING, newest);

/** The one record that a scan changed. */
export function one({ records }: ScanFollowed): DriftRecord {
  const [first] = records;
  if (first === undefined || records.length > 1) throw new Error(`${records.length} records changed.`);
  return first;
}

export const kinds = (events: readonly DriftEvent[]): readonly string[] => events.map(({ kind }) => kind);

export const texts = (events: readonly DriftEvent[]): string => events.map(({ text }) => text).join('\n');

export function event(given: Partial<DriftEvent> = {}): DriftEvent {
  return {
    fingerprint: FINGERPRINT,
    stack: 'app',
    at: hour(0),
    kind: 'found',
    actor: null,
    text: 'found at aws_cloudwatch_metric_alarm.error_rate threshold',
    evidence: {},
    ...given,
  };
}

export function decision(given: Partial<Decision> = {}): Decision {
  return {
    id: 'D1',
    kind: 'accept',
    at: hour(1),
    by: 'Ana Diaz <ana@example.com>',
    owner: '@payments',
    channel: null,
    reason: 'load test',
    until: '2026-04-01',
    destroyApproved: false,
    approvalsNeeded: 0,
    approvals: [],
    subjects: [],
    inForce: true,
    record: null,
    ...given,
  };
}
