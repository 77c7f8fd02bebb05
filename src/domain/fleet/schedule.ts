import { Cron } from 'croner';
import type { StackSchedule } from './fleet-stack.ts';

/** A slot of a schedule, and when a stack that has it starts. Milliseconds since 1970. */
export interface Slot {
  readonly slotMs: number;
  readonly startMs: number;
}

/**
 * The first start after an instant; null: there is none, or the schedule cannot be read.
 * @param who what tells the stack from others: it gives it its place in the jitter, the same each time
 */
export function nextSlot(schedule: StackSchedule, who: string, afterMs: number): Slot | null {
  const delayMs = delayOf(who, schedule.jitterMs);
  const slotMs = slotAfter(schedule, afterMs - delayMs);
  return slotMs === null ? null : { slotMs, startMs: slotMs + delayMs };
}

/** How many slots began in the time after `fromMs` up to `toMs`, `most` at most. */
export function slotsBetween(
  schedule: StackSchedule,
  fromMs: number,
  toMs: number,
  most: number,
): { readonly count: number; readonly lastMs: number | null } {
  let count = 0;
  let lastMs: number | null = null;
  for (let at = slotAfter(schedule, fromMs); at !== null && at <= toMs && count < most;) {
    count += 1;
    lastMs = at;
    at = slotAfter(schedule, at);
  }
  return { count, lastMs };
}

function slotAfter({ cron, timeZone }: StackSchedule, afterMs: number): number | null {
  try {
    return (
      new Cron(cron, { timezone: timeZone, mode: '5-part', paused: true })
        .nextRun(new Date(afterMs))
        ?.getTime() ?? null
    );
  } catch {
    return null;
  }
}

/** Spread evenly over the jitter by a hash of the name. */
export function delayOf(who: string, jitterMs: number): number {
  let hash = 0x811c9dc5;
  for (const character of who) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  }
  // The lower bits of this hash alone are no good spread.
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) >>> 0;
  return Math.floor(((hash ^ (hash >>> 13)) >>> 0) * (jitterMs / 2 ** 32));
}
