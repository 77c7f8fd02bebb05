import type { ChangeState } from '../../api/types.ts';
import { CHANGE_STATES } from '../../text/change-words.ts';
import { chosen, someOf, textOf, type RawSearch } from '../../text/search-words.ts';

/** What the list is narrowed by. It stands in the address, so that a view can be sent to somebody. */
export interface ChangesSearch {
  readonly state?: readonly ChangeState[] | undefined;
  readonly source?: string | undefined;
  readonly owner?: string | undefined;
  readonly q?: string | undefined;
}

export const changesSearch = (raw: RawSearch): ChangesSearch =>
  chosen({
    state: someOf(raw['state'], CHANGE_STATES),
    source: textOf(raw['source']),
    owner: textOf(raw['owner']),
    q: textOf(raw['q']),
  });

/** Of one change: a watch before the newest. */
export interface ChangeSearch {
  readonly watch?: number | undefined;
}

export function changeSearch(raw: RawSearch): ChangeSearch {
  const number = Number(raw['watch']);
  return Number.isInteger(number) && number > 0 ? { watch: number } : {};
}
