import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Environment } from '#platform/environment.ts';
import { takeOwnerLock } from '#platform/owner-lock.ts';
import { attachedProviders } from './init-stamp.ts';
import type { StackContext } from './stack-context.ts';

/**
 * Runs an init with the provider cache that all stacks share. The engines do not guard that folder against two
 * writers, so inits that may download take turns. One that hangs must not hold up all others: who waited too long goes on
 * with a cache of its own.
 */
export async function withProviderCache<T>(
  context: StackContext,
  installsFromFolder: boolean,
  run: (env: Environment) => Promise<T>,
): Promise<T> {
  // Packages from a folder on this machine are linked from there; a cache between would only add a copy.
  if (installsFromFolder) return run({ TF_PLUGIN_CACHE_DIR: '' });
  const wanted = context.env['TF_PLUGIN_CACHE_DIR'];
  const shared =
    wanted === undefined || wanted === '' ? await context.cache.sharedFolder('providers') : wanted;
  if (!mayInstall(context)) return run({ TF_PLUGIN_CACHE_DIR: shared });
  const lockFile = join(await context.cache.sharedFolder('locks'), 'providers.lock');
  context.onProgress({ kind: 'phase', phase: 'waiting' });
  const lock = await takeOwnerLock(lockFile, context.patienceMs, context.signal);
  context.onProgress({ kind: 'phase', phase: 'init' });
  if (lock === null) return run({ TF_PLUGIN_CACHE_DIR: await ownCache(context) });
  try {
    return await run({ TF_PLUGIN_CACHE_DIR: shared });
  } finally {
    await lock.release();
  }
}

function mayInstall({ lockFile, tree, env }: StackContext): boolean {
  if (lockFile !== null) return true;
  return tree.needsProviders && attachedProviders(env['TF_REATTACH_PROVIDERS']).length === 0;
}

async function ownCache({ home }: StackContext): Promise<string> {
  const folder = join(home, 'providers');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return folder;
}
