import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';

/** Takes the same time wherever they differ: their digests are compared to the end. */
export function sameText(given: string, wanted: string): boolean {
  const [a, b] = [sha256(utf8ToBytes(given)), sha256(utf8ToBytes(wanted))];
  let differing = 0;
  for (const [at, byte] of a.entries()) differing |= byte ^ (b[at] ?? 0);
  return differing === 0;
}
