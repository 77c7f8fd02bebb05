import type { StackStatus } from '../../api/types.ts';
import { chosen, someOf, textOf, type RawSearch } from '../../text/search-words.ts';
import { STATUSES } from '../../text/words.ts';

export interface StacksSearch {
  readonly status?: readonly StackStatus[] | undefined;
  readonly owner?: string | undefined;
  readonly team?: string | undefined;
  readonly source?: string | undefined;
  readonly q?: string | undefined;
}

export const stacksSearch = (raw: RawSearch): StacksSearch =>
  chosen({
    status: someOf(raw['status'], STATUSES),
    owner: textOf(raw['owner']),
    team: textOf(raw['team']),
    source: textOf(raw['source']),
    q: textOf(raw['q']),
  });
