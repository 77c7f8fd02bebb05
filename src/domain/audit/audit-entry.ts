import type { JsonObject } from '../json.ts';

/** One act, as it is written down. Redacted before it gets here. */
export interface AuditFacts {
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly actor: string;
  /** What was done, such as `decision.made`, `fix.applied`. */
  readonly action: string;
  /** What it was done to: a fingerprint, a decision, a run. */
  readonly subject: string;
  readonly details: JsonObject;
}

/** An entry in its chain: `hash` covers everything else in it, `previous` is the hash of the entry before. */
export interface AuditEntry extends AuditFacts {
  /** From 1, without gaps. */
  readonly number: number;
  readonly previous: string;
  readonly hash: string;
}
