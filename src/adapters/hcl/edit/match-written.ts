import { isArray, isObject, type Json } from '#domain/json.ts';
import { isEmpty } from '#domain/drift/emptiness.ts';

import { type Known, NOT_KNOWN } from './written.ts';

/**
 * For each value the position of the written element that gives it; null where none does. Sets come in another order
 * than they are written in, and an element may be known only in part.
 */
export function matchWritten(written: readonly Known[], values: readonly Json[]): readonly (number | null)[] {
  const matches: (number | null)[] = values.map(() => null);
  const open = new Set(written.keys());
  const pairs = values
    .flatMap((value, v) =>
      written.map((element, w) => ({ v, w, share: agreement(element, value), near: v === w })),
    )
    .filter((pair) => pair.share > 0)
    .toSorted((a, b) => b.share - a.share || Number(b.near) - Number(a.near) || a.v - b.v || a.w - b.w);
  for (const { v, w } of pairs) {
    if (matches[v] !== null || !open.has(w)) continue;
    matches[v] = w;
    open.delete(w);
  }
  // One that says nothing known can still only be the one that is left.
  const left = matches.flatMap((match, v) => (match === null ? [v] : []));
  const [v] = left;
  const [w] = open;
  if (left.length === 1 && open.size === 1 && v !== undefined && w !== undefined && !isScalar(written[w])) {
    matches[v] = w;
  }
  return matches;
}

const isScalar = (value: Known | undefined): boolean => typeof value !== 'object' && value !== NOT_KNOWN;

/** 1: says the same as far as it is known; 0: contradicts, or is no evidence. Between: what an object's members say. */
export function agreement(written: Known, value: Json | undefined): number {
  if (written === NOT_KNOWN) return 0.01;
  if (isKnownList(written)) {
    if (!isArray(value)) return isEmpty(value) && written.length === 0 ? 1 : 0;
    if (written.length !== value.length) return 0;
    const used = new Set<number>();
    const all = value.every((item) => {
      const found = written.findIndex((one, i) => !used.has(i) && agreement(one, item) > 0);
      used.add(found);
      return found !== -1;
    });
    return all ? 1 : 0;
  }
  if (typeof written === 'object' && written !== null) {
    if (!isObject(value)) return 0;
    return objectAgreement(written, value);
  }
  return sameScalar(written, value) ? 1 : 0;
}

function objectAgreement(
  written: { readonly [name: string]: Known },
  value: { readonly [name: string]: Json },
): number {
  const entries = Object.entries(written);
  if (entries.length === 0) return 0.01;
  let sum = 0;
  for (const [name, member] of entries) sum += agreement(member, value[name]);
  return sum / entries.length;
}

/** Known values are JSON with holes: a list with a hole is still a list. */
export const isKnownList = (value: Known): value is readonly Known[] => Array.isArray(value);

export function sameScalar(a: Known, b: Json | undefined): boolean {
  if (a === NOT_KNOWN) return false;
  if (isEmpty(b)) return a === null || a === '';
  if (typeof a === 'object' || typeof b === 'object' || b === undefined) return false;
  return String(a) === String(b);
}
