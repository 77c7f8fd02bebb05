import type { StackEvidence } from '../drift/report.ts';

/** How far a fix has come. What is written before the step that it names begins survives a kill. */
export const FIX_STEPS = ['applying', 'verifying', 'committing', 'ended'] as const;
export type FixStep = (typeof FIX_STEPS)[number];

export const FIX_OUTCOMES = ['verified', 'proposed', 'refused', 'not_verified', 'failed'] as const;
export type FixOutcome = (typeof FIX_OUTCOMES)[number];

/** One act on one stack. At most one of a stack has not ended. */
export interface FixRun {
  readonly id: string;
  readonly kind: 'revert' | 'adopt';
  readonly stack: string;
  readonly fingerprints: readonly string[];
  readonly decisions: readonly string[];
  readonly actor: string;
  readonly startedAt: string;
  readonly updatedAt: string;
  readonly step: FixStep;
  /** null until `step` is `ended`. */
  readonly outcome: FixOutcome | null;
  /** A sentence for a person; null until it ended. */
  readonly text: string | null;
  /** Counts the takeovers: whoever holds an older number does nothing any more. */
  readonly attempt: number;
  readonly holder: FixHolder;
  /** The world when the plan that is applied was made. */
  readonly before: StackEvidence | null;
  /** SHA-256 of the plan file that was approved for apply. */
  readonly planDigest: string | null;
  /** Where the engine's apply is noted, so that a resumed run finds it; absolute. */
  readonly applyFolder: string | null;
  /** Branch and commit of an adoption. */
  readonly branch: string | null;
  readonly commit: string | null;
}

/** The process that acts. */
export interface FixHolder {
  readonly host: string;
  readonly pid: number;
  /** Told from a later process with the same number. */
  readonly startedAt: string;
}
