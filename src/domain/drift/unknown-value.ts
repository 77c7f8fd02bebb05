import { isArray, isObject, type Json } from '../json.ts';

/**
 * Stands in a planned value where Terraform says "known after apply". NUL cannot occur in a Terraform string, so no
 * real value can be mistaken for it.
 */
export const UNKNOWN_VALUE = '\u0000unknown';

/**
 * Plan JSON leaves unknown members out of `after` and marks them in `after_unknown`. Without this they would look
 * removed.
 */
export function fillUnknown(after: Json | undefined, unknown: Json | undefined): Json | undefined {
  if (unknown === true) return UNKNOWN_VALUE;
  if (isObject(unknown)) {
    const base = isObject(after) ? after : {};
    const filled: Record<string, Json> = { ...base };
    let marked = false;
    for (const [key, mark] of Object.entries(unknown)) {
      const member = fillUnknown(base[key], mark);
      if (member !== undefined) filled[key] = member;
      marked ||= member !== base[key];
    }
    return marked ? filled : after;
  }
  if (isArray(unknown) && isArray(after)) {
    const length = Math.max(after.length, unknown.length);
    return Array.from({ length }, (_, i) => fillUnknown(after[i], unknown[i]) ?? null);
  }
  return after;
}

/** True when the value is, or holds at any depth, something known only after apply. */
export function holdsUnknown(value: Json | undefined): boolean {
  if (value === UNKNOWN_VALUE) return true;
  if (isArray(value)) return value.some(holdsUnknown);
  return isObject(value) && Object.values(value).some(holdsUnknown);
}
