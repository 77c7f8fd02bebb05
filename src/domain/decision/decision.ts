import type { StackEvidence } from '../drift/report.ts';

export const DECISION_KINDS = ['revert', 'adopt', 'accept', 'ignore'] as const;
export type DecisionKind = (typeof DECISION_KINDS)[number];

export const DECISION_MEANING: Readonly<Record<DecisionKind, string>> = {
  revert: 'reality goes back to what the code says',
  adopt: 'the code follows reality',
  accept: 'it stays as it is, silently, until a day or until it changes further',
  ignore: 'a line of .driftignore takes it out of every report',
};

/** What somebody decided about one or more differences, and what they saw when they did. */
export interface Decision {
  readonly id: string;
  readonly kind: DecisionKind;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** Who decided: `Ana Diaz <ana@example.com>`. Never empty. */
  readonly by: string;
  /** Exactly one. */
  readonly owner: string;
  /** Exactly one where the stack has one. */
  readonly channel: string | null;
  readonly reason: string;
  /** YYYY-MM-DD, that day included; accept always has one. */
  readonly until: string | null;
  /** Destroying or replacing the resources is part of the decision. */
  readonly destroyApproved: boolean;
  /** How many people besides the one who decided have to approve. */
  readonly approvalsNeeded: number;
  readonly approvals: readonly Approval[];
  readonly subjects: readonly DecisionSubject[];
  /** False after it was withdrawn, replaced or carried out. */
  readonly inForce: boolean;
  /** Its record in the repository, from the project's root; null: not written yet. */
  readonly record: string | null;
}

export interface Approval {
  readonly by: string;
  readonly at: string;
  readonly reason: string | null;
}

/** One difference as it was when it was decided: acting on another one is refused. */
export interface DecisionSubject {
  readonly fingerprint: string;
  readonly stack: string;
  readonly address: string;
  readonly path: string;
  /** Digest of the real value; see `sideDigest`. */
  readonly reality: string;
  /** Digest of what the code asks for. */
  readonly intent: string;
  readonly evidence: StackEvidence | null;
}
