import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Memory } from '#ports/memory.ts';
import { HOUR, START, worldIn, type ChangeWorld } from './world-in.ts';

/** A world in a folder that is gone when the test ends. */
export async function changeWorld(
  memory: Memory,
  { metrics, nowMs = START - HOUR }: { readonly metrics: string; readonly nowMs?: number },
): Promise<ChangeWorld> {
  const folder = await mkdtemp(join(tmpdir(), 'kedge-change-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await writeFile(join(folder, 'metrics.csv'), metrics);
  return worldIn(folder, memory, nowMs);
}
