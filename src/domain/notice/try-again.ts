const FIRST_MS = 10_000;
const LONGEST_MS = 60 * 60 * 1000;
/** About half a day with the longest waits. */
export const MOST_ATTEMPTS = 20;

/**
 * How long to wait after so many attempts: twice as long each time, at most an hour, the second half of it by chance, so
 * that a thousand that failed together do not come back together. What the receiver asks for is kept in any case.
 * @param chance 0 to 1
 */
export function waitBefore(attempts: number, chance: number, askedMs: number | null): number {
  const longest = Math.min(FIRST_MS * 2 ** Math.min(attempts - 1, 20), LONGEST_MS);
  return Math.max(Math.round(longest / 2 + (longest / 2) * chance), askedMs ?? 0);
}
