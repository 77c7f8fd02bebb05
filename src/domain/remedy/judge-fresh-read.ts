import type { Difference, StackReport } from '../drift/report.ts';

/** A place that was acted on. */
export interface ActedPlace {
  readonly fingerprint: string;
  readonly aliases: readonly string[];
  readonly address: string;
  /** As the report writes it; empty: the whole resource. */
  readonly path: string;
}

export type FreshVerdict =
  /** Per place what is still seen there; nothing: clean. */
  | { readonly kind: 'read'; readonly seen: ReadonlyMap<string, readonly Difference[]> }
  | { readonly kind: 'unknown'; readonly why: string };

/**
 * What a fresh read says of the places that were acted on. The same place may come back under another class and so
 * another fingerprint (an apply that the provider did not carry out reads as code nobody applied): that is not clean.
 * Only a state that is behind (`absorbed`) is, for nothing is planned there.
 */
export function judgeFreshRead(report: StackReport, places: readonly ActedPlace[]): FreshVerdict {
  if (report.status === 'unknown') {
    return {
      kind: 'unknown',
      why: report.unknown?.detail ?? report.unknown?.sentence ?? 'the stack is unknown',
    };
  }
  const seen = new Map(
    places.map((place) => [place.fingerprint, report.differences.filter((each) => isThere(each, place))]),
  );
  return { kind: 'read', seen };
}

function isThere(difference: Difference, place: ActedPlace): boolean {
  if ([place.fingerprint, ...place.aliases].includes(difference.fingerprint)) return true;
  if (difference.class === 'absorbed' || difference.address !== place.address) return false;
  return liesIn(difference.path, place.path) || liesIn(place.path, difference.path);
}

/** Whether the place `inner` is `outer` or inside it, in the notation of reports. */
function liesIn(inner: string, outer: string): boolean {
  if (outer === '' || inner === outer) return true;
  return inner.startsWith(`${outer}.`) || inner.startsWith(`${outer}[`);
}
