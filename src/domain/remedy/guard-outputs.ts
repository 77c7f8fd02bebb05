import { compareValues } from '../drift/compare-values.ts';
import type { OutputEffects } from '../drift/output-effects.ts';
import type { OutputChange } from '../drift/plan.ts';
import { fillUnknown, UNKNOWN_VALUE } from '../drift/unknown-value.ts';
import type { ApprovedDifference } from './approved-difference.ts';

/**
 * Whether a changed root output belongs to what was approved: it was approved by itself, it follows a real value that
 * was approved as its cause, or it waits for what an approved change gives (a new id). A value that the output would
 * take and that is known already follows from code, and nobody approved that.
 */
export function outputBelongs(
  output: OutputChange,
  approved: readonly ApprovedDifference[],
  effects: OutputEffects,
): boolean {
  if (approved.some(({ found }) => found.resource.address === `output.${output.name}`)) return true;
  const isCause = ({ found }: ApprovedDifference): boolean =>
    found.class === 'output_effect' &&
    effects.fedBy(found.resource, found.path).some(({ name }) => name === output.name);
  if (approved.some(isCause)) return true;
  const places = compareValues(output.before, fillUnknown(output.after, output.afterUnknown));
  const waits = places.length > 0 && places.every((place) => place.after === UNKNOWN_VALUE);
  return waits && approved.some(({ found }) => found.planned && effects.couldFeed(found.resource, output));
}
