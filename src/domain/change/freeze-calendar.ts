import type { CheckResult } from './change.ts';

/** A stretch of time in which nothing is changed. */
export interface Freeze {
  readonly fromMs: number;
  readonly toMs: number;
  readonly why: string;
}

/** Whether the start and the planned rollout lie outside of every freeze. */
export function askFreezes(
  freezes: readonly Freeze[],
  nowMs: number,
  rolloutMs: number,
): Pick<CheckResult, 'outcome' | 'sentence'> {
  const met = freezes.find(({ fromMs, toMs }) => fromMs < nowMs + Math.max(1, rolloutMs) && toMs > nowMs);
  return met === undefined
    ? { outcome: 'passed', sentence: 'No freeze lies in the time of the rollout.' }
    : {
        outcome: 'failed',
        sentence: `Nothing is changed from ${new Date(met.fromMs).toISOString()} to ${new Date(met.toMs).toISOString()}: ${met.why}.`,
      };
}
