import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { canonicalText, isArray, isObject, type Json, type JsonObject } from '#domain/json.ts';
import type { RevertPreview } from '../revert-drift.ts';

/** A preview as a job keeps it: redacted, as a person is shown it. */
export const storedPreview = (preview: RevertPreview): JsonObject =>
  JSON.parse(JSON.stringify(preview)) as JsonObject;

/**
 * Names what a plan would do. Secrets are in it as keyed digests, so that a plan with another secret is another plan.
 * Lines of code are left out: the code may move while what it does stays.
 */
export const previewDigest = (preview: RevertPreview): string =>
  bytesToHex(sha256(utf8ToBytes(canonicalText(withoutPlaces(storedPreview(preview))))));

function withoutPlaces(preview: JsonObject): JsonObject {
  const { differences, absorbs } = preview;
  return { ...preview, differences: unplaced(differences), absorbs: unplaced(absorbs) };
}

const unplaced = (list: Json | undefined): Json => (isArray(list) ? list.map(withoutCode) : null);

const withoutCode = (difference: Json): Json => {
  if (!isObject(difference)) return difference;
  const { code: _, ...rest } = difference;
  return rest;
};
