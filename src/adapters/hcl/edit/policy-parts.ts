import { canonicalText, isArray, isObject, type Json } from '#domain/json.ts';

/** Members of a policy statement that are sets: AWS gives one value without brackets and several in an order of its own. */
const SETS = new Set(['Action', 'NotAction', 'Resource', 'NotResource', 'AWS', 'Service', 'Federated']);

/**
 * What reality says of a policy, in the form that the code has wherever both mean the same, so that an edit changes
 * only what differs.
 */
export function samePolicyPart(now: Json | undefined, then: Json, name = ''): Json {
  if (SETS.has(name) && now !== undefined && sameSet(now, then)) return now;
  if (isArray(then)) {
    const before = isArray(now) ? now : [];
    return then.map((item, i) => samePolicyPart(before[i], item));
  }
  if (!isObject(then)) return then;
  const before = isObject(now) ? now : {};
  return Object.fromEntries(
    Object.entries(then).map(([key, value]) => [key, samePolicyPart(before[key], value, key)]),
  );
}

const sameSet = (a: Json, b: Json): boolean => elementsText(a) === elementsText(b);

const elementsText = (value: Json): string =>
  (isArray(value) ? value : [value]).map(canonicalText).toSorted().join(' ');
