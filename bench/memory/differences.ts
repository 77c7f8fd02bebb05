import type { DriftRecord } from '#domain/drift/life/drift-record.ts';
import type { DriftState } from '#domain/drift/life/drift-state.ts';
import type { ScanSummary } from '#domain/drift/life/scan-record.ts';
import { SEVERITIES } from '#domain/drift/severity.ts';

export const STACKS = 1_000;
export const PER_STACK = 100;
export const SCANS_PER_STACK = 24;
/** A third of the differences are one of so many changes that hit many stacks. */
const SHARED_CAUSES = 50;

const NOW = Date.UTC(2026, 5, 1);
const HOUR_MS = 3_600_000;

const before = (hours: number): string => new Date(NOW - hours * HOUR_MS).toISOString();
export const now = before(0);

export const stackName = (stack: number): string =>
  `live/${['eu-west-1', 'us-east-1'][stack % 2] ?? ''}/team-${stack % 40}/service-${stack}`;

/** 70 of 100 are open, 5 each approved, accepted and ignored, 15 closed: settled by the number alone. */
function stateOf(number: number): DriftState {
  const at = number % 20;
  if (at < 14) return 'open';
  return (
    (['approved', 'accepted', 'ignored', 'verified', 'resolved', 'verified'] as const)[at - 14] ?? 'open'
  );
}

export const differencesOf = (stack: number): readonly DriftRecord[] =>
  Array.from({ length: PER_STACK }, (_, i) => recordOf(stack, stack * PER_STACK + i));

function recordOf(stack: number, number: number): DriftRecord {
  // Spread over the stacks without chance: the same rows in every run.
  const spread = (number * 2_654_435_761) % 2 ** 32;
  const state = stateOf(spread);
  const fingerprint = number.toString(16).padStart(5, '0') + spread.toString(16).padStart(7, '0').slice(0, 7);
  const cause =
    spread % 3 === 0 ? `10.${spread % SHARED_CAUSES}.0.0/16` : `10.${number % 250}.${stack % 250}.1/32`;
  const openedAt = before(48 + (spread % 2_000));
  const isClosed = state === 'verified' || state === 'resolved';
  return {
    fingerprint,
    stack: stackName(stack),
    state,
    difference: {
      fingerprint,
      class: 'conflict',
      drift: spread % 10 !== 0,
      severity: SEVERITIES[spread % 4] ?? 'low',
      address: `module.network["${stack}"].aws_security_group.group["member-${number % PER_STACK}"]`,
      previous_address: null,
      resource_type: 'aws_security_group',
      resource_name: 'group',
      module: `module.network["${stack}"]`,
      provider: 'registry.terraform.io/hashicorp/aws',
      path: `ingress[${number % 4}].cidr_blocks[0]`,
      change: 'changed',
      intent: { kind: 'value', value: '10.0.0.0/8' },
      memory: { kind: 'value', value: '10.0.0.0/8' },
      reality: { kind: 'value', value: cause },
      document_changes: [],
      code: { file: 'modules/network/security-groups.tf', line: 40, end_line: 71 },
      rules: [
        { rule: 'network-exposure', effect: 'severity', note: 'The group stands before the load balancers.' },
      ],
      notes: [],
    },
    firstSeen: openedAt,
    lastSeen: before(1),
    openedAt,
    decidedAt: state === 'open' ? null : before(24 + (spread % 20)),
    closedAt: isClosed ? before(1 + (spread % 20)) : null,
    timesReopened: spread % 3,
    toggles: [openedAt],
    decision: null,
    aliases: spread % 100 === 0 ? [`f${fingerprint.slice(1)}`] : [],
  };
}

export const scansOf = (stack: number): readonly ScanSummary[] =>
  Array.from({ length: SCANS_PER_STACK }, (_, i) => ({
    id: `scan-${stack}-${i}`,
    stack: stackName(stack),
    at: before(i + 1),
    status: (stack + i) % 50 === 0 ? 'unknown' : 'drifted',
    unknown: (stack + i) % 50 === 0 ? 'locked' : null,
    unknownText: (stack + i) % 50 === 0 ? 'somebody holds the state lock' : null,
    found: 110,
    reported: 100,
    suppressed: 10,
    drift: 90,
    resourcesRead: 400,
    evidence: { commit: 'c0ffee', dirty: false, lineage: `lineage-${stack}`, serial: i },
    durationMs: 1_000 + ((stack * 37 + i * 91) % 9_000),
    way: i % 5 === 0 ? 'bare' : 'fast',
  }));
