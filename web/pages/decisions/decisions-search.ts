import type { DecisionKind } from '../../api/types.ts';
import { chosen, someOf, textOf, type RawSearch } from '../../text/search-words.ts';
import { KINDS } from '../../text/words.ts';

export interface DecisionsSearch {
  readonly kind?: readonly DecisionKind[] | undefined;
  readonly show?: 'awaiting' | 'in_force' | undefined;
  readonly q?: string | undefined;
}

export const decisionsSearch = (raw: RawSearch): DecisionsSearch =>
  chosen({
    kind: someOf(raw['kind'], KINDS),
    show: someOf(raw['show'], ['awaiting', 'in_force'] as const)?.[0],
    q: textOf(raw['q']),
  });
