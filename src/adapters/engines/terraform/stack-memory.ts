import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/** What one scan leaves for the next one of the same stack. */
export const StackMemory = z.object({
  /** Digest of everything that the last good init depended on; null: init is needed. */
  initStamp: z.string().nullable(),
  /** Where that init ran: in the user's folder, or in the shadow of it. */
  place: z.enum(['folder', 'shadow']),
  /** How many resources the last plan read: the `known` of the progress. */
  resources: z.int().nonnegative(),
});
export type StackMemory = z.infer<typeof StackMemory>;

const NOTHING: StackMemory = { initStamp: null, place: 'folder', resources: 0 };
const FILE = 'memory.json';

/** A memory that cannot be read is no memory. */
export async function readStackMemory(folder: string): Promise<StackMemory> {
  try {
    return StackMemory.parse(JSON.parse(await readFile(join(folder, FILE), 'utf8')));
  } catch {
    return NOTHING;
  }
}

export async function writeStackMemory(folder: string, memory: StackMemory): Promise<void> {
  const aside = join(folder, `.${FILE}`);
  await writeFile(aside, JSON.stringify(memory), { mode: 0o600 });
  await rename(aside, join(folder, FILE));
}
