import type { Difference } from '../report.ts';
import type { DriftState } from './drift-state.ts';

/** A difference over time. All instants are ISO 8601 in UTC. */
export interface DriftRecord {
  /** Kept when a resource moves, also after its `moved` block has left the code. */
  readonly fingerprint: string;
  readonly stack: string;
  readonly state: DriftState;
  /**
   * As it was last seen; redacted. Its own fingerprint is the one that scan gave it, which after a move may be an
   * alias. Whether it counts as drift is kept from when it was last reported: what is accepted or ignored is silent,
   * not harmless.
   */
  readonly difference: Difference;
  readonly firstSeen: string;
  readonly lastSeen: string;
  /** When it was opened this time: first seen, or last reopened. Ages count from here. */
  readonly openedAt: string;
  /** When somebody decided about it this time; null: nobody has. */
  readonly decidedAt: string | null;
  readonly closedAt: string | null;
  readonly timesReopened: number;
  /** When it came or went, oldest first, the newest 50: what flapping is told by. */
  readonly toggles: readonly string[];
  /** The decision in force; of a verified one the decision that was carried out. */
  readonly decision: string | null;
  /** Fingerprints that scans gave it after a move that the code does not tell any more. */
  readonly aliases: readonly string[];
}
