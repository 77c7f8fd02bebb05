import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/** What fast scans of one stack learn from plans that had to be made the bare way. */
const StackHabits = z.object({
  /** Types that the configuration and a state at hand do not name. */
  types: z.array(z.string()),
  /** How often in a row the fast way gave no answer where the bare one did, and when it did so last. */
  misses: z.int().nonnegative(),
  missedAtMs: z.number(),
});
export type StackHabits = z.infer<typeof StackHabits>;

const NONE: StackHabits = { types: [], misses: 0, missedAtMs: 0 };
const FILE = 'fast.json';
const MISSES_IN_A_ROW = 3;
const REST_MS = 24 * 60 * 60 * 1000;

/** What cannot be read is nothing. */
export async function readHabits(home: string): Promise<StackHabits> {
  try {
    return StackHabits.parse(JSON.parse(await readFile(join(home, FILE), 'utf8')));
  } catch {
    return NONE;
  }
}

/** A disk that is full costs the memory, not the scan. */
export async function writeHabits(home: string, habits: StackHabits): Promise<void> {
  const aside = join(home, `.${FILE}`);
  try {
    await writeFile(aside, JSON.stringify(habits), { mode: 0o600 });
    await rename(aside, join(home, FILE));
  } catch {
    // Learnt again next time.
  }
}

/** A stack that it never works for would pay for the try in every scan; so it rests for a day. */
export const isResting = ({ misses, missedAtMs }: StackHabits, nowMs: number): boolean =>
  misses >= MISSES_IN_A_ROW && Math.abs(nowMs - missedAtMs) < REST_MS;
