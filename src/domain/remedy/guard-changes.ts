import { renderPath } from '../drift/attribute-path.ts';
import { compareValues, type ValueChange } from '../drift/compare-values.ts';
import type { ConfiguredAttributes } from '../drift/configured-attributes.ts';
import type { NamedDifference } from '../drift/name-differences.ts';
import type { ResourceChange } from '../drift/plan.ts';
import { fillUnknown } from '../drift/unknown-value.ts';
import type { ApprovedDifference } from './approved-difference.ts';
import { madeOtherwise } from './made-otherwise.ts';
import { isUnavoidable, liesIn } from './unavoidable-change.ts';

/** What one entry of a plan would do, measured against what was approved at its address. */
export interface EntryVerdict {
  /** Places, as a person reads them, that nobody approved; empty: all of it was. */
  readonly outside: readonly string[];
  /** Places of a deleted resource that would come back otherwise than they were. */
  readonly otherwise: readonly string[];
  /** What was approved and is done by this entry. */
  readonly carriedOut: readonly ApprovedDifference[];
}

/**
 * Judges an entry by its own two values, not by what the join made of it: the join explains, and what it leaves out
 * must not slip through.
 * @param approved what was approved at this address
 * @param others what differs at this address and was not approved
 */
export function judgeEntry(
  entry: ResourceChange,
  approved: readonly ApprovedDifference[],
  others: readonly NamedDifference[],
  configured: ConfiguredAttributes,
): EntryVerdict {
  const { actions, address } = entry;
  const creates = actions.includes('create');
  const deletes = actions.includes('delete');
  if (creates !== deletes) return judgeWhole(entry, approved, creates);
  if (!deletes && !actions.includes('update')) {
    return { outside: [`${address} (${actions.join(', ')})`], otherwise: [], carriedOut: [] };
  }
  return judgePlaces(entry, approved, others, configured);
}

/** A resource that comes or goes as a whole was approved as a whole or not at all. */
function judgeWhole(
  entry: ResourceChange,
  approved: readonly ApprovedDifference[],
  creates: boolean,
): EntryVerdict {
  const carriedOut = approved.filter(({ found }) => {
    if (found.path.length > 0) return false;
    if (creates)
      return found.class === 'deleted' || (found.class === 'unapplied_code' && found.change === 'added');
    return found.class === 'unapplied_code' && found.change === 'removed';
  });
  const again = carriedOut.filter(({ found }) => found.class === 'deleted');
  return {
    outside: carriedOut.length > 0 ? [] : [`${entry.address} (${entry.actions.join(', ')})`],
    otherwise: again.flatMap(({ found }) =>
      madeOtherwise(found.memory, entry).map((place) => placeText(entry.address, place)),
    ),
    carriedOut,
  };
}

function judgePlaces(
  entry: ResourceChange,
  approved: readonly ApprovedDifference[],
  others: readonly NamedDifference[],
  configured: ConfiguredAttributes,
): EntryVerdict {
  const places = compareValues(entry.before, fillUnknown(entry.after, entry.afterUnknown));
  const effective = approved.filter(({ found }) => found.planned && isPartOrUnseen(found));
  if (places.length === 0) {
    const carriedOut = effective.filter(({ found }) => found.path.length === 0);
    const outside = carriedOut.length > 0 ? [] : [`${entry.address} (an update that shows no changed value)`];
    return { outside, otherwise: [], carriedOut };
  }
  const isClaimed = (place: ValueChange): boolean =>
    effective.some((each) => covers(each, place)) &&
    // Two equal elements have one name: then nobody knows which of them was approved.
    !others.some((other) => other.found.planned && isPartOrUnseen(other.found) && covers(other, place));
  const claimed = places.filter(isClaimed);
  // Where nothing was approved nothing follows from it either, however little it means.
  const outside = places.filter(
    (place) =>
      !claimed.includes(place) && (claimed.length === 0 || !isUnavoidable(place, entry, claimed, configured)),
  );
  return {
    outside: outside.map((place) => placeText(entry.address, place)),
    otherwise: [],
    carriedOut: effective.filter((each) => places.some((place) => covers(each, place))),
  };
}

const covers = ({ found }: NamedDifference, place: ValueChange): boolean => liesIn(place.path, found.path);

/** A difference of a resource that came or went says nothing about the places of one that stays. */
const isPartOrUnseen = ({ path, change }: NamedDifference['found']): boolean =>
  path.length > 0 || change === 'changed';

function placeText(address: string, { path }: ValueChange): string {
  const text = renderPath(path);
  return text === '' ? address : text.startsWith('[') ? `${address}${text}` : `${address}.${text}`;
}
