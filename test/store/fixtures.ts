import type { Decision } from '#domain/decision/decision.ts';
import type { DriftEvent } from '#domain/drift/life/drift-event.ts';
import type { DriftRecord } from '#domain/drift/life/drift-record.ts';
import type { ScanSummary } from '#domain/drift/life/scan-record.ts';
import type { Difference } from '#domain/drift/report.ts';
import type { FixRun } from '#domain/remedy/fix-run.ts';
import type { Memory, MemoryChange, StackMemory } from '#ports/memory.ts';

/** The instant so many seconds after the first of January. */
export const at = (seconds: number): string => new Date(Date.UTC(2026, 0, 1) + seconds * 1000).toISOString();

export const hex = (number: number): string => number.toString(16).padStart(12, '0');

export const stack = (name: string, over: Partial<StackMemory> = {}): StackMemory => ({
  stack: name,
  path: name,
  owner: 'team-net',
  lastScan: null,
  moves: [],
  ...over,
});

export const scan = (id: string, over: Partial<ScanSummary> = {}): ScanSummary => ({
  id,
  stack: 'net',
  at: at(0),
  status: 'drifted',
  unknown: null,
  unknownText: null,
  found: 3,
  reported: 2,
  suppressed: 1,
  drift: 2,
  resourcesRead: 40,
  evidence: { commit: 'c0ffee', dirty: false, lineage: 'a-lineage', serial: 7 },
  durationMs: 1500,
  way: 'bare',
  ...over,
});

export const difference = (over: Partial<Difference> = {}): Difference => ({
  fingerprint: hex(1),
  class: 'conflict',
  drift: true,
  severity: 'high',
  address: 'aws_security_group.web',
  previous_address: null,
  resource_type: 'aws_security_group',
  resource_name: 'web',
  module: '',
  provider: 'registry.terraform.io/hashicorp/aws',
  path: 'ingress[0].cidr_blocks[0]',
  change: 'changed',
  intent: { kind: 'value', value: '10.0.0.0/8' },
  memory: { kind: 'value', value: '10.0.0.0/8' },
  reality: { kind: 'value', value: '0.0.0.0/0' },
  document_changes: [],
  code: { file: 'net/main.tf', line: 3, end_line: 9 },
  rules: [],
  notes: [],
  ...over,
});

/** What of a record and of its difference a test wants otherwise. */
export type RecordOver = Partial<Omit<DriftRecord, 'difference'>> & {
  readonly difference?: Partial<Difference>;
};

export const record = (number: number, { difference: other, ...over }: RecordOver = {}): DriftRecord => ({
  fingerprint: hex(number),
  stack: 'net',
  state: 'open',
  difference: difference({ fingerprint: hex(number), ...other }),
  firstSeen: at(0),
  lastSeen: at(0),
  openedAt: at(0),
  decidedAt: null,
  closedAt: null,
  timesReopened: 0,
  toggles: [at(0)],
  decision: null,
  aliases: [],
  ...over,
});

export const event = (number: number, over: Partial<DriftEvent> = {}): DriftEvent => ({
  fingerprint: hex(number),
  stack: 'net',
  at: at(0),
  kind: 'found',
  actor: null,
  text: 'A scan found it.',
  evidence: { scan: 's1' },
  ...over,
});

export const decision = (id: string, over: Partial<Decision> = {}): Decision => ({
  id,
  kind: 'revert',
  at: at(10),
  by: 'Ana Diaz <ana@example.com>',
  owner: 'Ana Diaz',
  channel: '#net',
  reason: 'Nobody meant to open it.',
  until: null,
  destroyApproved: false,
  approvalsNeeded: 1,
  approvals: [{ by: 'Bo Lind <bo@example.com>', at: at(11), reason: null }],
  subjects: [
    {
      fingerprint: hex(1),
      stack: 'net',
      address: 'aws_security_group.web',
      path: 'ingress[0].cidr_blocks[0]',
      reality: 'd1',
      intent: 'd2',
      evidence: { commit: null, dirty: null, lineage: null, serial: 7 },
    },
  ],
  inForce: true,
  record: null,
  ...over,
});

export const fixRun = (id: string, over: Partial<FixRun> = {}): FixRun => ({
  id,
  kind: 'revert',
  stack: 'net',
  fingerprints: [hex(1)],
  decisions: ['d1'],
  actor: 'Ana Diaz <ana@example.com>',
  startedAt: at(20),
  updatedAt: at(20),
  step: 'applying',
  outcome: null,
  text: null,
  attempt: 1,
  holder: { host: 'ci-1', pid: 42, startedAt: 'boot:99' },
  before: null,
  planDigest: null,
  applyFolder: null,
  branch: null,
  commit: null,
  ...over,
});

export const facts = (subject: string, seconds = 0) => ({
  at: at(seconds),
  actor: 'Ana Diaz <ana@example.com>',
  action: 'decision.made',
  subject,
  details: { reason: 'Nobody meant to open it.', ids: [subject] },
});

/** Stacks named, and the records in them. */
export async function remember(
  memory: Memory,
  records: readonly DriftRecord[],
  more: (change: MemoryChange) => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  await memory.change(async (change) => {
    for (const name of new Set(['net', ...records.map((kept) => kept.stack)])) {
      await change.saveStack(stack(name));
    }
    await change.saveDrift(records);
    await more(change);
  });
}

export const ALL = {
  states: null,
  drift: null,
  stack: null,
  severities: null,
  limit: 100,
  after: null,
} as const;
