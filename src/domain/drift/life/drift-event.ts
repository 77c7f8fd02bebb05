import type { JsonObject } from '../../json.ts';

/** What the timeline of a difference is made of. */
export const DRIFT_EVENTS = [
  'found',
  'changed',
  'moved',
  'vanished',
  'reopened',
  'expired',
  'flapping',
  'decided',
  'approved',
  'withdrawn',
  'planned',
  'refused',
  'applying',
  'applied',
  'proposed',
  'verified',
  'not_verified',
  'resumed',
] as const;

export type DriftEventKind = (typeof DRIFT_EVENTS)[number];

export interface DriftEvent {
  readonly fingerprint: string;
  readonly stack: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly kind: DriftEventKind;
  /** Who did it; null: a scan saw it. */
  readonly actor: string | null;
  /** A sentence for a person; redacted. */
  readonly text: string;
  /** What stands behind it: scan, decision, run, commit, serial. Redacted. */
  readonly evidence: JsonObject;
}
