import type { DriftRecord } from './drift-record.ts';

export interface FlapSettings {
  readonly flapWindowMs: number;
  /** How many comings and goings inside the window make it flap; at most 50 are remembered. */
  readonly flapToggles: number;
}

const DAY_MS = 24 * 60 * 60 * 1000;

export const DEFAULT_FLAPPING: FlapSettings = { flapWindowMs: 7 * DAY_MS, flapToggles: 3 };

export interface Flapping {
  /** How often it came or went inside the window. */
  readonly toggles: number;
  readonly windowMs: number;
}

const MOST_TOGGLES = 50;

/**
 * How a difference flaps: it came and went too often in the window that ends now. Null: it does not.
 * @param now ISO 8601, UTC
 */
export function isFlapping(
  record: Pick<DriftRecord, 'toggles'>,
  now: string,
  { flapWindowMs, flapToggles }: FlapSettings,
): Flapping | null {
  const from = Date.parse(now) - flapWindowMs;
  const toggles = record.toggles.filter((at) => Date.parse(at) > from).length;
  return toggles >= flapToggles ? { toggles, windowMs: flapWindowMs } : null;
}

/** The instants at which it came or went, with one more; the newest 50. */
export const withToggle = (toggles: readonly string[], at: string): readonly string[] =>
  [...toggles, at].slice(-MOST_TOGGLES);
