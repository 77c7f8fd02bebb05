import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { sameText } from './same-text.ts';
import type { HookHeaders } from './signature.ts';

/** A request that is older, or comes from further ahead, was recorded or its clock is wrong. */
const WINDOW_S = 5 * 60;

/** Whether Slack signed the very bytes of the body, of late: HMAC-SHA-256 over `v0:TIMESTAMP:BODY`. */
export function signedBySlack(
  secret: string,
  header: HookHeaders,
  body: Uint8Array,
  nowMs: number,
): 'good' | 'wrong' | 'old' {
  const timestamp = header('x-slack-request-timestamp') ?? '';
  const given = header('x-slack-signature') ?? '';
  if (!/^\d{1,12}$/.test(timestamp)) return 'wrong';
  const signed = hmac(sha256, utf8ToBytes(secret), concatBytes(utf8ToBytes(`v0:${timestamp}:`), body));
  if (!sameText(given, `v0=${bytesToHex(signed)}`)) return 'wrong';
  return Math.abs(nowMs / 1000 - Number(timestamp)) > WINDOW_S ? 'old' : 'good';
}
