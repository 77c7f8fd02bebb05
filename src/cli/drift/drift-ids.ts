import type { DriftRecord } from '#domain/drift/life/drift-record.ts';
import { visible } from '#domain/drift/text/visible-text.ts';

/** Long enough that among 100,000 differences hardly one shares its beginning. */
const SIGNS = 8;

type Listed = DriftRecord & { readonly source?: string };

/**
 * The beginning of each fingerprint, to be typed after a command; the whole where two of the list share it, and with its
 * source where two sources of a server have it.
 */
export function driftIds(records: readonly Listed[]): (record: Listed) => string {
  const starts = Map.groupBy(new Set(records.map(({ fingerprint }) => fingerprint)), (all) =>
    all.slice(0, SIGNS),
  );
  const places = Map.groupBy(records, ({ fingerprint }) => fingerprint);
  return ({ fingerprint, source }) => {
    const start = fingerprint.slice(0, SIGNS);
    const id = (starts.get(start)?.length ?? 0) > 1 ? fingerprint : start;
    const isElsewhere = places.get(fingerprint)?.some((other) => other.source !== source) ?? false;
    return visible(isElsewhere && source !== undefined ? `${source}/${id}` : id);
  };
}
