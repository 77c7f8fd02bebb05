import { isArray, isObject, type Json } from '../json.ts';

/**
 * null, [], {} and "" say the same in a schema attribute: providers on the older SDK cannot tell them apart.
 * A missing map key is not empty: `FOO=""` and no `FOO` differ, so `undefined` is no member of the family.
 */
export function isEmpty(value: Json | undefined): boolean {
  if (value === null || value === '') return true;
  if (isArray(value)) return value.length === 0;
  if (isObject(value)) return Object.keys(value).length === 0;
  return false;
}

/** The value with empty members of objects left out, at every depth: what an element really says. */
export function withoutEmpty(value: Json): Json {
  if (isArray(value)) return value.map(withoutEmpty);
  if (!isObject(value)) return value;
  const kept: Record<string, Json> = {};
  for (const [key, member] of Object.entries(value)) {
    if (!isEmpty(member)) kept[key] = withoutEmpty(member);
  }
  return kept;
}
