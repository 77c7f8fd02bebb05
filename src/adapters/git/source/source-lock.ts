import { mkdir } from 'node:fs/promises';
import type { Source } from '#domain/fleet/source.ts';
import { takeOwnerLock } from '#platform/owner-lock.ts';
import { sourceHome } from './source-home.ts';
import type { SourceSettings } from './source-settings.ts';

/** A second one waits for the first, which may be a first clone. */
const WAIT_MS = 900_000;

/** Runs work that writes into the repository of a source. What a killed process left running there is ended first. */
export async function inSourceLock<T>(
  settings: SourceSettings,
  { name }: Source,
  signal: AbortSignal,
  work: () => Promise<T>,
): Promise<T | { readonly problem: string }> {
  const home = sourceHome(settings.data, name);
  await mkdir(home.folder, { recursive: true, mode: 0o700 });
  const lock = await takeOwnerLock(home.lock, WAIT_MS, signal);
  if (lock === null) return { problem: `another Kedge holds ${home.lock}` };
  try {
    await settings.cache.sweep();
    return await work();
  } finally {
    await lock.release();
  }
}
