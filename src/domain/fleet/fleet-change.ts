export const FLEET_CHANGE_KINDS = [
  'source',
  'stack',
  'scan',
  'drift',
  'decision',
  'change',
  'job',
  'notice',
  'stale',
  'slots_missed',
] as const;
export type FleetChangeKind = (typeof FLEET_CHANGE_KINDS)[number];

/** Something is other than before: whoever shows it looks again. It carries names, never values. */
export interface FleetChange {
  /** Grows with every change; gaps mean nothing. */
  readonly number: number;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly kind: FleetChangeKind;
  readonly source: string | null;
  readonly stack: string | null;
  /** What else names it: a fingerprint, a job, a count. */
  readonly subject: string | null;
}
