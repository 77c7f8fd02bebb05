/** A stack of the fleet as its source settles it. */
export interface FleetStackSettings {
  readonly stack: string;
  /** Below the source's root, forward slashes; `.` for the root itself. */
  readonly path: string;
  readonly owner: string | null;
  readonly team: string | null;
  /** Exactly one, or nobody is told. */
  readonly channel: string | null;
  readonly schedule: StackSchedule;
  /** Scans that name the same account share its limit; null: no limit. */
  readonly account: string | null;
}

export interface StackSchedule {
  /** Five fields. */
  readonly cron: string;
  /** IANA, such as `Europe/Berlin`. */
  readonly timeZone: string;
  /** Each stack starts a fixed time after its slot, up to this: a fleet on one schedule does not start at once. */
  readonly jitterMs: number;
  /** Without a good scan for this many intervals a stack is unknown. */
  readonly staleAfter: number;
}

/** A stack with what the server knows of its runs. Instants are ISO 8601 in UTC. */
export interface FleetStack extends FleetStackSettings {
  readonly source: string;
  readonly addedAt: string;
  /** Its source has it no longer, since when; null: it is there. Nothing is scanned then. */
  readonly goneSince: string | null;
  /** null: its schedule cannot be read, or it is gone. */
  readonly nextRunAt: string | null;
  readonly lastTriedAt: string | null;
  /** The last scan that read the whole stack: in sync or drifted. */
  readonly lastGoodAt: string | null;
  readonly lastDurationMs: number | null;
  /** Marked unknown because nothing has read it for too long; null: it is not. */
  readonly staleSince: string | null;
}

export const DEFAULT_SCHEDULE: StackSchedule = {
  cron: '17 */6 * * *',
  timeZone: 'UTC',
  jitterMs: 10 * 60 * 1000,
  staleAfter: 3,
};
