import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { BlockSeries } from './block-series.ts';

/** SHA-256 over where the blocks lie and over their sums as 64-bit numbers, low byte first; 64 hex digits. */
export function seriesDigest({ startMs, blockMs, num, den }: BlockSeries): string {
  const bytes = new DataView(new ArrayBuffer(8 * (2 + num.length + den.length)));
  bytes.setFloat64(0, startMs, true);
  bytes.setFloat64(8, blockMs, true);
  num.forEach((value, i) => bytes.setFloat64(16 + 8 * i, value, true));
  den.forEach((value, i) => bytes.setFloat64(16 + 8 * (num.length + i), value, true));
  return bytesToHex(sha256(new Uint8Array(bytes.buffer)));
}
