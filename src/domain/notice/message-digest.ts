import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { canonicalText } from '../json.ts';
import type { NoticeMessage } from './notice-message.ts';

/** Of what a message says, whenever it says it: the same again is not worth an edit. */
export const messageDigest = ({ at: _at, ...said }: NoticeMessage): string =>
  bytesToHex(sha256(utf8ToBytes(canonicalText(said)))).slice(0, 32);
