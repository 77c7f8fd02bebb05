import type { AddressMove } from '../origin-address.ts';

/**
 * The moves that scans have told, oldest first, with those of one more scan. A move and its way back cannot both hold:
 * the newer one does.
 */
export function withMoves(
  stored: readonly AddressMove[],
  told: readonly AddressMove[],
): readonly AddressMove[] {
  const known = new Set(stored.map(nameOf));
  const fresh = told.filter((move) => move.from !== move.to && !known.has(nameOf(move)));
  if (fresh.length === 0) return stored;
  const undone = new Set(fresh.map(({ from, to }) => nameOf({ from: to, to: from })));
  return [...stored.filter((move) => !undone.has(nameOf(move))), ...fresh];
}

/** Where the address of an earlier scan is today: every move once, in the order in which they were told. */
export const followMoves = (address: string, moves: readonly AddressMove[]): string =>
  moves.reduce((here, { from, to }) => (here === from ? to : here), address);

const nameOf = ({ from, to }: AddressMove): string => JSON.stringify([from, to]);
