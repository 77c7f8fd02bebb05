import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findPackedScan } from '../../src/cli/packed/packed-scan.ts';
import { packScan } from '../../src/cli/packed/pack-scan.ts';

const HOME = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');
const KEDGE = join(HOME, 'kedge');

/** The command line as users start it, packed as it is after some scans, with a private cache of its own. */
export interface KedgeCli {
  readonly env: Readonly<Record<string, string>>;
  argv(...args: readonly string[]): readonly string[];
  dispose(): Promise<void>;
}

export async function kedgeCli(env: Readonly<Record<string, string>>): Promise<KedgeCli> {
  if (findPackedScan(HOME) === null) await packScan(HOME);
  const cache = await mkdtemp(join(tmpdir(), 'kedge-bench-cache-'));
  return {
    env: { ...env, KEDGE_CACHE_DIR: cache },
    argv: (...args) => [KEDGE, ...args],
    dispose: () => rm(cache, { recursive: true, force: true }),
  };
}
