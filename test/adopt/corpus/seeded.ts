import { createHash } from 'node:crypto';

/** A whole number from 0 to below `count`, the same for the same text on every machine. */
export function seededIndex(text: string, count: number): number {
  const digest = createHash('sha256').update(text).digest();
  return digest.readUInt32BE(0) % Math.max(1, count);
}

/** At most `count` of the items, chosen by the text, in their order. */
export function seededSample<Item>(text: string, items: readonly Item[], count: number): readonly Item[] {
  if (items.length <= count) return items;
  const ranked = items.map((item, i) => ({ item, i, rank: seededIndex(`${text} ${i}`, 2 ** 32) }));
  const chosen = ranked.toSorted((a, b) => a.rank - b.rank || a.i - b.i).slice(0, count);
  return chosen.toSorted((a, b) => a.i - b.i).map(({ item }) => item);
}
