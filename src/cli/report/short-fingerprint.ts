import type { Report } from '#domain/drift/report.ts';
import { visible } from '#domain/drift/text/visible-text.ts';

const SHORTEST = 6;

/**
 * Gives the beginning of a fingerprint that is unique in this report, as Git does with commits, so that it can be
 * typed after `kedge explain`. All of a report have the same length, so that they stand in a column.
 */
export function shortFingerprints(report: Report): (fingerprint: string) => string {
  const all = new Set<string>();
  for (const stack of report.stacks) {
    for (const difference of [...stack.differences, ...stack.suppressed]) all.add(difference.fingerprint);
  }
  const length = uniqueLength([...all].toSorted());
  return (fingerprint) => visible(fingerprint.slice(0, length));
}

/** In sorted order only neighbours can share the longest beginning. */
function uniqueLength(sorted: readonly string[]): number {
  let length = SHORTEST;
  for (const [i, fingerprint] of sorted.entries()) {
    const next = sorted[i + 1] ?? '';
    let shared = 0;
    while (shared < fingerprint.length && fingerprint[shared] === next[shared]) shared++;
    length = Math.max(length, shared + 1);
  }
  return length;
}
