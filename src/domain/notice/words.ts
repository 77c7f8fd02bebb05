const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** `1 stack`, `3 stacks`. */
export const many = (count: number, one: string, more: string): string =>
  `${count} ${count === 1 ? one : more}`;

/** `2026-03-01 12:00 UTC`. */
export const instantText = (instant: string): string =>
  `${instant.slice(0, 10)} ${instant.slice(11, 16)} UTC`;

/** `3 days`, `5 hours`, `12 minutes`; a message is read later, so finer would be wrong. */
export function ageText(from: string, now: string): string {
  const ms = Math.max(0, Date.parse(now) - Date.parse(from));
  if (ms >= 2 * DAY_MS) return `${Math.floor(ms / DAY_MS)} days`;
  if (ms >= 2 * HOUR_MS) return `${Math.floor(ms / HOUR_MS)} hours`;
  return many(Math.floor(ms / MINUTE_MS), 'minute', 'minutes');
}
