export const HOUR_MS = 3_600_000;
export const DAY_HOURS = 24;
export const DAY_MS = DAY_HOURS * HOUR_MS;

/** Blocks a before-and-after judge can work with: they divide the hour. */
export const BLOCK_LENGTHS_MS: readonly number[] = [5, 10, 15, 20, 30, 60].map((minutes) => minutes * 60_000);

/** The constants of the before-and-after judge. The looks of a release and of its placebos are the same. */
export interface Scheme {
  readonly blockMs: number;
  readonly blocksPerHour: number;
  readonly blocksPerDay: number;
  /** Blocks after the start at the first look; from then on every block is a look, to the end of the watch. */
  readonly firstLook: number;
  /** The last look, counted as the first: the end of the watch, at most a day after its start. */
  readonly lastLook: number;
  /** A look compares at most so many groups of blocks, so that counts are summed before their logarithm is taken. */
  readonly mostGroups: number;
  readonly historyDays: number;
  readonly fewestHistoryDays: number;
  /** Normal quantile of the confidence of one comparison; what it leaves open, the placebos settle. */
  readonly z: number;
  readonly levelHours: number;
  /** Whether a look into a weekend, or out of one, is also held against the week before. */
  readonly dayTypes: boolean;
}

/**
 * @param blockMs one of {@link BLOCK_LENGTHS_MS}
 * @param watchMs how long is watched; of a longer watch than a day the first day is compared
 */
export function schemeFor(blockMs: number, watchMs = DAY_MS): Scheme {
  const blocksPerHour = HOUR_MS / blockMs;
  return {
    blockMs,
    blocksPerHour,
    blocksPerDay: DAY_HOURS * blocksPerHour,
    firstLook: Math.max(4, Math.ceil(blocksPerHour / 2)),
    lastLook: Math.min(DAY_HOURS * blocksPerHour, Math.floor(watchMs / blockMs)),
    mostGroups: 24,
    historyDays: 20,
    fewestHistoryDays: 10,
    z: 2.3263478740408408,
    levelHours: 12,
    dayTypes: true,
  };
}
