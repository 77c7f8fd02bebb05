import type { FleetStack } from './fleet-stack.ts';
import { slotsBetween } from './schedule.ts';

/** A scan that was begun in time may still run. */
const GRACE_MS = 15 * 60 * 1000;

/**
 * Since when nobody can say any more what is true of a stack; null: it was read lately enough. A stack whose schedule
 * gives no slots is never due, so it is stale when it was never read.
 */
export function staleSince(stack: FleetStack, nowMs: number): string | null {
  const { schedule, lastGoodAt, addedAt } = stack;
  const fromMs = Date.parse(lastGoodAt ?? addedAt);
  const { count, lastMs } = slotsBetween(schedule, fromMs, nowMs, schedule.staleAfter);
  if (count < schedule.staleAfter || lastMs === null) return null;
  const sinceMs = lastMs + schedule.jitterMs + GRACE_MS;
  return nowMs >= sinceMs ? new Date(sinceMs).toISOString() : null;
}
