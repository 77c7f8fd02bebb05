import { DAY_MS } from './scheme.ts';

/** The first of January 1970 was a Thursday. */
const FIRST_WEEKDAY = 4;

/** Saturday or Sunday, by UTC. */
export function isWeekend(timeMs: number): boolean {
  const weekday = (Math.floor(timeMs / DAY_MS) + FIRST_WEEKDAY) % 7;
  return weekday === 0 || weekday === 6;
}

/** Whether the same time the day before was the other kind of day: a Saturday after a Friday, a Monday after a Sunday. */
export const isTransition = (timeMs: number): boolean => isWeekend(timeMs) !== isWeekend(timeMs - DAY_MS);
