import type { AttributePath, PathStep } from '../drift/attribute-path.ts';
import { type Json, isArray, isObject } from '../json.ts';

/**
 * Terraform's mask (`before_sensitive`, `after_sensitive`): `true` means that the whole value is sensitive, an object or
 * array mirrors the value's structure, anything else (false, missing, null) means not sensitive.
 */
export type Mask = Json | undefined;

/** True when the whole value is sensitive. */
export const isMasked = (mask: Mask): boolean => mask === true;

/** True when the value, or anything inside it, is sensitive. */
export function hasMasked(mask: Mask): boolean {
  if (isArray(mask)) return mask.some(hasMasked);
  if (isObject(mask)) return Object.values(mask).some(hasMasked);
  return mask === true;
}

/** The mask of what lies at the path. Everything below a whole-sensitive value is sensitive. */
export function maskAt(mask: Mask, path: AttributePath): Mask {
  return path.reduce<Mask>(maskStep, mask);
}

/** The mask of one named part of a value. */
export function maskOfKey(mask: Mask, key: string): Mask {
  if (mask === true) return true;
  return isObject(mask) && Object.hasOwn(mask, key) ? mask[key] : undefined;
}

/** The mask of one element of a list. */
export function maskOfIndex(mask: Mask, index: number): Mask {
  if (mask === true) return true;
  return isArray(mask) ? mask[index] : undefined;
}

/** Sensitive where either mask is: what one side calls secret must not show on the other. */
export function unionMask(a: Mask, b: Mask): Mask {
  if (a === true || b === true) return true;
  if (isArray(a) && isArray(b)) {
    return Array.from({ length: Math.max(a.length, b.length) }, (_, i) => unionMask(a[i], b[i]) ?? false);
  }
  if (isObject(a) && isObject(b)) {
    const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
    return Object.fromEntries(
      [...keys].map((key) => [key, unionMask(maskOfKey(a, key), maskOfKey(b, key)) ?? false]),
    );
  }
  // Shapes that do not fit together cannot be joined part by part: hide all rather than show a part by mistake.
  if (hasMasked(a) && hasMasked(b)) return true;
  return hasMasked(a) ? a : b;
}

function maskStep(mask: Mask, step: PathStep): Mask {
  switch (step.kind) {
    case 'attribute':
      return maskOfKey(mask, step.name);
    case 'key':
      return maskOfKey(mask, step.key);
    case 'index':
      return maskOfIndex(mask, step.index);
    case 'element':
      // A set element's position differs between the sides, so its own mask cannot be told from its neighbours'.
      return isArray(mask) ? mask.reduce<Mask>(unionMask, undefined) : maskOfIndex(mask, step.index);
  }
}
