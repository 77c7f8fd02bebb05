import { addressesInState, plannedEntries } from '#domain/remedy/planned-import.ts';
import type { ImportAddress } from '#ports/import-placer.ts';
import { refused, type Refused } from './import-request.ts';
import type { FreshRead } from './read-differences.ts';

/**
 * What an address is before the import: `absent` from code and state, or `planned`: the code has it, and an apply would
 * make it, which fails where the object exists already.
 */
export type Standing = 'absent' | 'planned';

/** @param written whether the code has a block of that name */
export function standingOf(
  { text, type, name, keyed }: ImportAddress,
  { plan }: FreshRead,
  written: boolean,
): { readonly standing: Standing } | Refused {
  const planned = plannedEntries(plan).find(({ address }) => address === text);
  if (planned?.importing === true) {
    return refused(
      'import_waits',
      `An import block for ${text} is in the code already and waits for an apply.`,
      'Look at the plan and apply it.',
    );
  }
  const lost = plan?.drift.some((entry) => entry.address === text && entry.actions.includes('delete'));
  if (lost === true) {
    return refused(
      'in_state',
      `${text} is in the state, and the object that the state remembers is gone.`,
      `If another object is to take its place, forget the old one first (terraform state rm '${text}'), then run the command again.`,
    );
  }
  const creates = planned?.actions.length === 1 && planned.actions[0] === 'create';
  if (creates) return { standing: 'planned' };
  const inState = plan === null ? [] : addressesInState(plan);
  // Without a plan there is nothing to do: whatever the code has is in the state.
  if (inState.includes(text) || planned !== undefined || (plan === null && written && !keyed)) {
    return refused(
      'in_state',
      `${text} is in the state already.`,
      'Nothing is to be imported there. For another object choose another address.',
    );
  }
  const instance = [...inState, ...plannedEntries(plan).map(({ address }) => address)].find((address) =>
    address.startsWith(`${text}[`),
  );
  if (written || instance !== undefined) {
    return refused(
      'no_instance',
      `The code has a block ${type}.${name}, and the plan makes no ${text}${instance === undefined ? '' : `, but ${instance}`}.`,
      'Give the address of an instance that the plan would create, or let for_each or count make it first and commit that.',
    );
  }
  return { standing: 'absent' };
}
