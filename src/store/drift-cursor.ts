import { z } from 'zod';
import type { DriftRecord } from '#domain/drift/life/drift-record.ts';
import { severityRank } from '#domain/drift/severity.ts';

/** Where a page ended, in the order of the list. */
const Place = z.tuple([z.int(), z.iso.datetime(), z.string(), z.string(), z.string(), z.string()]);
export type Place = z.infer<typeof Place>;

/** How many ranks a difference that is reported apart stands behind one that counts as drift. */
const APART = 4;

export const rankOf = (drift: boolean, severity: DriftRecord['difference']['severity']): number =>
  (drift ? 0 : APART) + severityRank(severity);

export function cursorAt({ difference, openedAt, stack, fingerprint }: DriftRecord): string {
  const rank = rankOf(difference.drift, difference.severity);
  const place: Place = [rank, openedAt, stack, difference.address, difference.path, fingerprint];
  return Buffer.from(JSON.stringify(place)).toString('base64url');
}

/** Throws when the text did not come from a page before. */
export function placeOf(cursor: string): Place {
  try {
    return Place.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
  } catch {
    throw new Error(
      `Cannot continue the list of differences from ${JSON.stringify(cursor)}: no page ended there. Start from the first page.`,
    );
  }
}
