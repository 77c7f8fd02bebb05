import { createHmac } from 'node:crypto';
import type { PrivateCache } from './private-cache.ts';

const VARIABLE = 'KEDGE_DIGEST_KEY';

/**
 * The key of the digests that stand for secrets. One of this machine's own, unless several machines have to agree on
 * what is the same secret: then they are all given one.
 */
export async function digestKey(
  env: Readonly<Record<string, string | undefined>>,
  cache: PrivateCache,
): Promise<{ readonly key: Uint8Array } | { readonly refused: string }> {
  const given = env[VARIABLE] ?? '';
  if (given === '') return { key: await cache.digestKey() };
  if (/^[0-9a-f]{64}$/i.test(given)) return { key: Buffer.from(given, 'hex') };
  return {
    refused: `Cannot use ${VARIABLE}: it must be 64 hexadecimal digits, and it has ${given.length} characters. Make one with: openssl rand -hex 32`,
  };
}

/** Tells whether two have the same key, and nothing else about it. */
export const keyProof = (key: Uint8Array): string =>
  createHmac('sha256', key).update('kedge: whose digests are these').digest('hex');
