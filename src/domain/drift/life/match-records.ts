import type { AddressMove } from '../origin-address.ts';
import type { Difference } from '../report.ts';
import type { DriftRecord } from './drift-record.ts';
import { isClosed } from './drift-state.ts';
import { sideDigest } from './side-digest.ts';
import { followMoves } from './stored-moves.ts';

/** Which known record each difference of a scan continues; those that are in no pair are new, or were not seen. */
export type Matches = ReadonlyMap<Difference, DriftRecord>;

/**
 * Pairs what a scan shows with what is known; a record is continued by one difference at most. The fingerprint decides,
 * then an alias. What is left may be a resource whose `moved` block has left the code, so that its fingerprint is
 * another: it is found by its address, followed through the moves that earlier scans told, its path and its class.
 */
export function matchRecords(
  seen: readonly Difference[],
  known: readonly DriftRecord[],
  moves: readonly AddressMove[],
): Matches {
  const matches = new Map<Difference, DriftRecord>();
  const claimed = new Set<string>();
  const claim = (find: (difference: Difference) => DriftRecord | undefined): void => {
    for (const difference of seen) {
      const record = matches.has(difference) ? undefined : find(difference);
      if (record === undefined || claimed.has(record.fingerprint)) continue;
      claimed.add(record.fingerprint);
      matches.set(difference, record);
    }
  };
  const byFingerprint = new Map(known.map((record) => [record.fingerprint, record]));
  const byAlias = new Map(known.flatMap((record) => record.aliases.map((alias) => [alias, record])));
  // By fingerprint over all of them first: a new record can only be stored under a fingerprint that is free.
  claim(({ fingerprint }) => byFingerprint.get(fingerprint));
  claim(({ fingerprint }) => byAlias.get(fingerprint));
  if (moves.length === 0 || matches.size === seen.length) return matches;
  const moved = movedRecords(known, moves);
  claim((difference) =>
    moved
      .get(placeOf(difference))
      ?.find((record) => !claimed.has(record.fingerprint) && fits(record, difference)),
  );
  return matches;
}

/** By the place where each may be seen today; those that are not closed first, then the one last seen. */
function movedRecords(
  known: readonly DriftRecord[],
  moves: readonly AddressMove[],
): ReadonlyMap<string, readonly DriftRecord[]> {
  const ends = new Set(moves.flatMap(({ from, to }) => [from, to]));
  const entries = known
    .filter(({ difference }) => ends.has(difference.address))
    .toSorted(
      (a, b) =>
        Number(isClosed(a.state)) - Number(isClosed(b.state)) ||
        Date.parse(b.lastSeen) - Date.parse(a.lastSeen),
    )
    .flatMap((record) => {
      const { address } = record.difference;
      const addresses = new Set([address, followMoves(address, moves)]);
      return [...addresses].map((today) => ({
        record,
        place: placeOf({ ...record.difference, address: today }),
      }));
    });
  const places = Map.groupBy(entries, ({ place }) => place);
  return new Map([...places].map(([place, found]) => [place, found.map(({ record }) => record)]));
}

const placeOf = ({ address, path, class: kind }: Pick<Difference, 'address' | 'path' | 'class'>): string =>
  JSON.stringify([address, path, kind]);

const POSITION = /\[\d+\]/;

/**
 * A position does not name an element of a set: today's first may be another one, and must not inherit what was decided
 * about the former. Only the same values tell that it is the same.
 */
const fits = ({ difference: before }: DriftRecord, now: Difference): boolean =>
  !POSITION.test(now.path) ||
  (sideDigest(before.memory) === sideDigest(now.memory) &&
    sideDigest(before.reality) === sideDigest(now.reality));
