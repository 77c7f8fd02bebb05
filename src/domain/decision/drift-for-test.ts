import type { DriftRecord } from '../drift/life/drift-record.ts';
import type { Difference } from '../drift/report.ts';

/** A difference of a queue's timeout, with what a test is about changed. */
export function differenceForTest(changes: Partial<Difference> = {}): Difference {
  return {
    fingerprint: 'aaaaaaaaaaaa',
    class: 'conflict',
    drift: true,
    severity: 'medium',
    address: 'aws_sqs_queue.jobs',
    previous_address: null,
    resource_type: 'aws_sqs_queue',
    resource_name: 'jobs',
    module: '',
    provider: 'aws',
    path: 'visibility_timeout_seconds',
    change: 'changed',
    intent: { kind: 'value', value: 30 },
    memory: { kind: 'value', value: 30 },
    reality: { kind: 'value', value: 90 },
    document_changes: [],
    code: null,
    rules: [],
    notes: [],
    ...changes,
  };
}

/** The same as memory keeps it, in the stack `prod`, open since 4 May 2026. */
export function driftForTest(
  changes: Partial<Omit<DriftRecord, 'difference'>> & { readonly difference?: Partial<Difference> } = {},
): DriftRecord {
  const difference = differenceForTest(changes.difference);
  return {
    fingerprint: difference.fingerprint,
    stack: 'prod',
    state: 'open',
    firstSeen: '2026-05-04T08:00:00.000Z',
    lastSeen: '2026-05-04T10:00:00.000Z',
    openedAt: '2026-05-04T08:00:00.000Z',
    decidedAt: null,
    closedAt: null,
    timesReopened: 0,
    toggles: ['2026-05-04T08:00:00.000Z'],
    decision: null,
    aliases: [],
    ...changes,
    difference,
  };
}
