import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { canonicalText } from '../../json.ts';
import { PLACEHOLDER } from '../../secret/harmless-shape.ts';
import type { Side } from '../report.ts';

const SIGNS = 32;

/**
 * Names what stands on one redacted side, 32 hex digits: equal sides give equal digests on every machine, and sides of
 * different kinds never do. The exception is a secret: what is known of it is a digest made with this machine's key, so
 * another machine gives another answer, and it is then taken for changed.
 *
 * Inside a value that is hidden in part, the hidden part is not told: see {@link hidesParts}.
 */
export const sideDigest = (side: Side): string =>
  bytesToHex(sha256(utf8ToBytes(canonicalText(side)))).slice(0, SIGNS);

/** Part of the value is hidden as `(sensitive)`: an equal digest does not prove that nothing in it has changed. */
export const hidesParts = (side: Side): boolean =>
  side.kind === 'value' && canonicalText(side.value).includes(PLACEHOLDER);
