import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

export const LOCK_FILE = '.terraform.lock.hcl';

/** The text of a folder's lock file, or null. */
export const readLockFile = (folder: string): Promise<string | null> =>
  readFile(join(folder, LOCK_FILE), 'utf8').catch(() => null);

/**
 * The folder of providers that the user's own init installed, when it holds every provider that the lock file
 * names. It has the layout of a mirror, so an init can take them from there without a download; it still checks
 * them against the lock file.
 */
export async function installedProviders(
  lockFile: string,
  userData: string,
  platform: string | null,
): Promise<string | null> {
  const locked = lockedProviders(lockFile);
  if (platform === null || locked.length === 0) return null;
  const folder = join(userData, 'providers');
  for (const { source, version } of locked) {
    const found = await stat(join(folder, source, version, platform)).catch(() => null);
    if (found === null) return null;
  }
  return folder;
}

/** Source address (host, namespace, type) and version of every provider in a lock file. */
export function lockedProviders(
  lockFile: string,
): readonly { readonly source: string; readonly version: string }[] {
  const blocks = lockFile.matchAll(/^provider\s+"([^"]+)"\s*\{([^}]*)\}/gm);
  return [...blocks].map((match) => ({
    source: match[1] ?? '',
    version: /^\s*version\s*=\s*"([^"]+)"/m.exec(match[2] ?? '')?.[1] ?? '',
  }));
}
