import type { DriftRecord } from '#domain/drift/life/drift-record.ts';
import { visible } from '#domain/drift/text/visible-text.ts';

/** Long enough that among 100,000 differences hardly one shares its beginning. */
const SIGNS = 8;

/** The beginning of each fingerprint, to be typed after a command; the whole where two of the list share it. */
export function driftIds(records: readonly DriftRecord[]): (record: DriftRecord) => string {
  const starts = Map.groupBy(new Set(records.map(({ fingerprint }) => fingerprint)), (all) =>
    all.slice(0, SIGNS),
  );
  return ({ fingerprint }) => {
    const start = fingerprint.slice(0, SIGNS);
    return visible((starts.get(start)?.length ?? 0) > 1 ? fingerprint : start);
  };
}
