import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const KEDGE = fileURLToPath(new URL('../../kedge', import.meta.url));

/** The command line as users start it, with a private cache of its own. */
export interface KedgeCli {
  readonly env: Readonly<Record<string, string>>;
  argv(...args: readonly string[]): readonly string[];
  dispose(): Promise<void>;
}

export async function kedgeCli(env: Readonly<Record<string, string>>): Promise<KedgeCli> {
  const cache = await mkdtemp(join(tmpdir(), 'kedge-bench-cache-'));
  return {
    env: { ...env, KEDGE_CACHE_DIR: cache },
    argv: (...args) => [KEDGE, ...args],
    dispose: () => rm(cache, { recursive: true, force: true }),
  };
}
