import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { Difference } from '../report.ts';
import { causeKey } from './drift-cause.ts';

/** {@link causeKey}, short and of one length: it stands in an index. */
export const causeDigest = (difference: Difference): string =>
  bytesToHex(sha256(utf8ToBytes(causeKey(difference)))).slice(0, 24);
