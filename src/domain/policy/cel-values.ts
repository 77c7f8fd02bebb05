import { celList, celMap, isCelList, isCelMap } from '@bufbuild/cel';
import type { CelInput, CelList, CelMap, CelValue } from '@bufbuild/cel';
import { isArray, isObject } from '../json.ts';
import type { Json } from '../json.ts';

/**
 * A value as conditions see it. Objects become maps here and not inside the evaluator, which takes a plain object
 * with a key such as `constructor` or `$typeName` for something else.
 */
export function toCel(value: Json): null | boolean | number | string | CelList | CelMap {
  if (isArray(value)) return celList(value.map(toCel));
  if (isObject(value)) return celMap(new Map(Object.entries(value).map(([key, item]) => [key, toCel(item)])));
  return value;
}

/** The way back, for functions that conditions call. What JSON has no word for (bytes, times, types) becomes null. */
export function fromCel(value: CelValue | CelInput): Json {
  if (value === null || typeof value === 'boolean' || typeof value === 'number') return value;
  if (typeof value === 'string') return value;
  if (typeof value === 'bigint') return Number(value);
  if (isCelList(value)) return [...value].map(fromCel);
  if (isCelMap(value)) {
    return Object.fromEntries(
      [...value].map(([key, item]) => [
        typeof key === 'object' ? String(key.value) : String(key),
        fromCel(item),
      ]),
    );
  }
  return null;
}
