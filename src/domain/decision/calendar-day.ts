const WRITTEN = /^\d{4}-\d{2}-\d{2}$/;
const DAY_MS = 24 * 60 * 60 * 1000;

/** Whether it is a day that there is, as YYYY-MM-DD. */
export function isCalendarDay(text: string): boolean {
  if (!WRITTEN.test(text)) return false;
  const read = new Date(`${text}T00:00:00Z`);
  // 30 February rolls over to March, so that it reads back differently.
  return !Number.isNaN(read.getTime()) && read.toISOString().startsWith(text);
}

/**
 * The day so many whole days later, at least one.
 * @param day YYYY-MM-DD
 */
export function dayAfter(day: string, ms: number): string {
  const days = Math.max(1, Math.floor(ms / DAY_MS));
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}
