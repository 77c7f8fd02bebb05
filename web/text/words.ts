import type { DecisionKind, DriftClass, DriftState, Severity, StackStatus } from '../api/types.ts';

/** Worst first. */
export const SEVERITIES: readonly Severity[] = ['critical', 'high', 'medium', 'low'];
export const STATUSES: readonly StackStatus[] = ['drifted', 'unknown', 'never', 'in_sync'];
export const STATES: readonly DriftState[] = [
  'open',
  'awaiting_approval',
  'approved',
  'acting',
  'proposed',
  'accepted',
  'ignored',
  'verified',
  'resolved',
];
export const CLASSES: readonly DriftClass[] = [
  'conflict',
  'deleted',
  'output_effect',
  'absorbed',
  'unapplied_code',
];
export const KINDS: readonly DecisionKind[] = ['revert', 'adopt', 'accept', 'ignore'];

export const SEVERITY_WORDS: Readonly<Record<Severity, string>> = {
  critical: 'Critical',
  high: 'High',
  medium: 'Medium',
  low: 'Low',
};

export const STATUS_WORDS: Readonly<Record<StackStatus, string>> = {
  drifted: 'Drifted',
  unknown: 'Unknown',
  never: 'Never scanned',
  in_sync: 'In sync',
};

export const STATE_WORDS: Readonly<Record<DriftState, string>> = {
  open: 'Open',
  awaiting_approval: 'Awaits approval',
  approved: 'Approved',
  acting: 'Being fixed',
  proposed: 'Branch proposed',
  accepted: 'Accepted',
  ignored: 'Ignored',
  verified: 'Verified',
  resolved: 'Gone by itself',
};

export const STATE_MEANING: Readonly<Record<DriftState, string>> = {
  open: 'Nobody has decided yet.',
  awaiting_approval: 'Decided. A second person has to approve.',
  approved: 'Decided. The fix may begin.',
  acting: 'The fix is at work, or was stopped at work.',
  proposed: 'A branch with the proven code edit waits to be merged.',
  accepted: 'It stays as it is until a day, or until it changes further.',
  ignored: 'A line of .driftignore takes it out.',
  verified: 'Acted on, and a fresh read came back clean.',
  resolved: 'Gone by itself; a fresh read saw it.',
};

export const CLASS_WORDS: Readonly<Record<DriftClass, { readonly name: string; readonly what: string }>> = {
  conflict: { name: 'Conflict', what: 'Someone changed what the code sets. The next apply undoes it.' },
  deleted: { name: 'Deleted', what: 'Gone outside the code. The next apply makes it again.' },
  output_effect: { name: 'Output', what: 'Reality changed, and an output follows it.' },
  absorbed: { name: 'Absorbed', what: 'Reality changed where the code says nothing.' },
  unapplied_code: { name: 'Unapplied', what: 'The code is ahead of reality; nobody has applied it.' },
};

/** What can be decided: the key that does it, and what it means. */
export const KIND_WORDS: Readonly<
  Record<DecisionKind, { readonly verb: string; readonly key: string; readonly what: string }>
> = {
  revert: { verb: 'Revert', key: 'r', what: 'Reality goes back to what the code says.' },
  adopt: { verb: 'Adopt', key: 'a', what: 'The code follows reality, by a branch that is proven first.' },
  accept: {
    verb: 'Accept',
    key: 'c',
    what: 'It stays as it is, silently, until a day or until it changes further.',
  },
  ignore: { verb: 'Ignore', key: 'i', what: 'A line of .driftignore takes it out of every report.' },
};
