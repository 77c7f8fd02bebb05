import { overlaps, stableKey, type AttributePath } from '../drift/attribute-path.ts';
import type { ValueChange } from '../drift/compare-values.ts';
import type { ConfiguredAttributes } from '../drift/configured-attributes.ts';
import { emptyEqualsNull } from '../drift/noise/empty-equals-null.ts';
import type { NoiseRule } from '../drift/noise/noise-rule.ts';
import { sameIamPolicy } from '../drift/noise/same-iam-policy.ts';
import { sameJson } from '../drift/noise/same-json.ts';
import { tagsAllMirror } from '../drift/noise/tags-all-mirror.ts';
import type { ResourceChange } from '../drift/plan.ts';
import { UNKNOWN_VALUE } from '../drift/unknown-value.ts';
import { isArray, isObject, jsonEqual, type Json } from '../json.ts';

/** Both sides mean the same whatever the plan says, so writing one for the other changes nothing. */
const SAME_MEANING: readonly NoiseRule[] = [emptyEqualsNull, sameJson, sameIamPolicy];

/**
 * Whether a place of an approved resource changes only because the approved one does, or changes in form alone:
 * - it is known only after apply, and it is a plain attribute that the code does not set: the provider works it out
 *   anew. Where the code sets it, or nobody knows whether it does, the unknown value may be anything. A plan does not
 *   tell that a `dynamic` block sets a list of blocks, so lists of blocks are believed only of a resource that is made
 *   anew, which was approved then
 * - it repeats an approved place to the same value, as `tags_all` does
 * - both values mean the same
 */
export function isUnavoidable(
  place: ValueChange,
  entry: ResourceChange,
  approved: readonly ValueChange[],
  configured: ConfiguredAttributes,
): boolean {
  const [first] = place.path;
  if (first?.kind !== 'attribute') return false;
  if (place.after === UNKNOWN_VALUE) {
    const isPlain = place.path.length === 1 && !holdsBlocks(place.before);
    return configured.sets(entry, first.name) === false && (isPlain || entry.actions.includes('create'));
  }
  return (
    SAME_MEANING.some((rule) => takes(rule, place, entry, () => false)) || mirrors(place, entry, approved)
  );
}

export const meansTheSame = (place: ValueChange, entry: ResourceChange): boolean =>
  SAME_MEANING.some((rule) => takes(rule, place, entry, () => false));

const holdsBlocks = (value: Json | undefined): boolean =>
  isObject(value) || (isArray(value) && (value.length === 0 || value.some(isObject)));

function mirrors(place: ValueChange, entry: ResourceChange, approved: readonly ValueChange[]): boolean {
  const sameChange = (path: AttributePath): boolean =>
    approved.some((each) => stableKey(each.path) === stableKey(path) && jsonEqual(each.after, place.after));
  return takes(tagsAllMirror, place, entry, sameChange);
}

/** Asks a noise rule about a place of a plan. */
export function takes(
  rule: NoiseRule,
  { path, before, after }: ValueChange,
  { address, type, after: values }: ResourceChange,
  sameChangeAt: (path: AttributePath) => boolean,
): boolean {
  const subject = {
    resource: { address, type, values: isObject(values) ? values : {} },
    path,
    before,
    after,
    between: 'plan',
    planned: true,
    setInCode: false,
  } as const;
  return rule.takes(subject, { resourcesOfType: () => [], sameChangeAt }) !== null;
}

/** Whether `inner` is `outer` or lies in it. */
export const liesIn = (inner: AttributePath, outer: AttributePath): boolean =>
  inner.length >= outer.length && overlaps(inner, outer);
