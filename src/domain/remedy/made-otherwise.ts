import { compareValues, type ValueChange } from '../drift/compare-values.ts';
import { sameElements } from '../drift/noise/same-elements.ts';
import type { ResourceChange } from '../drift/plan.ts';
import { fillUnknown, holdsUnknown } from '../drift/unknown-value.ts';
import type { Json } from '../json.ts';
import { meansTheSame, takes } from './unavoidable-change.ts';

/**
 * Where a deleted resource would come back otherwise than the state remembers it: code that nobody has applied, or
 * another value of a variable. Whoever approved the recreation saw what is gone, and nothing of that. What is known
 * only after apply is the provider's to give; a value that older providers do not tell from none is none.
 */
export function madeOtherwise(memory: Json | undefined, entry: ResourceChange): readonly ValueChange[] {
  const intent = fillUnknown(entry.after, entry.afterUnknown);
  return compareValues(memory, intent).filter(
    (place) =>
      !holdsUnknown(place.after) &&
      !(isNothing(place.before) && isNothing(place.after)) &&
      !meansTheSame(place, entry) &&
      !takes(sameElements, place, entry, () => false),
  );
}

const isNothing = (value: Json | undefined): boolean =>
  value === undefined || value === null || value === false || value === 0 || value === '';
