import { cpus, freemem } from 'node:os';
import { createFastCheck } from '#adapters/engines/terraform/fast/fast-check.ts';
import { createTerraformEngine } from '#adapters/engines/terraform/terraform-engine.ts';
import { createCodeReader } from '#adapters/hcl/code-reader.ts';
import { createRedactor, type Redactor } from '#domain/secret/redact.ts';
import { openPrivateCache, type PrivateCache } from '#platform/private-cache.ts';
import type { Clock } from '#ports/clock.ts';
import type { CodeReader } from '#ports/code-reader.ts';
import type { Engine } from '#ports/engine.ts';
import type { FastCheck } from '#ports/fast-check.ts';

/** Everything a command needs of the world, wired once. */
export interface Kedge {
  readonly engine: Engine;
  readonly fast: FastCheck;
  readonly code: CodeReader;
  readonly redactor: Redactor;
  readonly clock: Clock;
  readonly cache: PrivateCache;
}

export interface World {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** One line per thing done, for --verbose. */
  readonly log: (line: string) => void;
}

/** Opens the private cache, clears what a killed run left in it, and wires the adapters. */
export async function compose(
  world: World,
): Promise<{ readonly kedge: Kedge } | { readonly refused: string }> {
  const opened = await openPrivateCache(world.env);
  if ('refused' in opened) return opened;
  const { cache } = opened;
  await cache.sweep();
  return {
    kedge: {
      engine: createTerraformEngine({ cache, env: world.env, log: world.log }),
      fast: createFastCheck({ cache, env: world.env, log: world.log }),
      code: createCodeReader(),
      redactor: createRedactor(await cache.digestKey()),
      clock: { now: () => new Date() },
      cache,
    },
  };
}

/** A scan with a large provider: 0.62 GB for hashicorp/aws 5.100 and 0.63 GB for Terraform, measured. */
const SCAN_BYTES = 1.3 * 2 ** 30;

/** One more than the cores, because each scan waits for the cloud in turn, and no more than free memory carries. */
export function defaultConcurrency(): number {
  return Math.max(1, Math.min(cpus().length + 1, Math.floor(freemem() / SCAN_BYTES)));
}
