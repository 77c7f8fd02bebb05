import type { DriftClass, DriftState, Severity } from '../../api/types.ts';
import { chosen, someOf, textOf, type RawSearch } from '../../text/search-words.ts';
import { CLASSES, SEVERITIES, STATES } from '../../text/words.ts';

/** What the inbox is narrowed by. It stands in the address, so that a view can be sent to somebody. */
export interface DriftSearch {
  readonly state?: readonly DriftState[] | undefined;
  readonly severity?: readonly Severity[] | undefined;
  readonly class?: readonly DriftClass[] | undefined;
  readonly source?: string | undefined;
  readonly stack?: string | undefined;
  readonly owner?: string | undefined;
  readonly q?: string | undefined;
  readonly cause?: string | undefined;
  readonly drift?: 'false' | 'all' | undefined;
}

export const driftSearch = (raw: RawSearch): DriftSearch =>
  chosen({
    state: someOf(raw['state'], STATES),
    severity: someOf(raw['severity'], SEVERITIES),
    class: someOf(raw['class'], CLASSES),
    source: textOf(raw['source']),
    stack: textOf(raw['stack']),
    owner: textOf(raw['owner']),
    q: textOf(raw['q']),
    cause: textOf(raw['cause']),
    drift: someOf(raw['drift'], ['false', 'all'] as const)?.[0],
  });

/** The same for the API, whose filters these are. */
export const driftQueryOf = (search: DriftSearch): Readonly<Record<string, string | undefined>> => ({
  ...search,
  state: search.state?.join(','),
  severity: search.severity?.join(','),
  class: search.class?.join(','),
});

/** How many filters are set: for the button that clears them. */
export const filtersIn = (search: DriftSearch): number => Object.keys(chosen(search)).length;
