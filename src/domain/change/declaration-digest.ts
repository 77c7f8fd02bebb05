import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { canonicalText } from '../json.ts';
import type { Declaration } from './declaration.ts';

/** SHA-256 of the declaration as data: what is approved, checked and started is one and the same. */
export const declarationDigest = (declaration: Declaration): string =>
  bytesToHex(sha256(utf8ToBytes(canonicalText(declaration))));
