import { canonicalText, isArray, isObject, jsonEqual, type Json, type JsonObject } from '../json.ts';
import { namesSecret } from '../secret/secret-name.ts';
import { withoutEmpty } from './emptiness.ts';

/** An element of `before` with its counterpart in `after`; one side is null when it has none. */
export interface ElementMatch {
  readonly before: number | null;
  readonly after: number | null;
  /** What makes it this element, independent of its position and of what changed in it. */
  readonly identity: string;
}

/** Attributes that name an element among its sisters, best first. All of a list must be present. */
const IDENTIFYING: readonly (readonly string[])[] = [
  ['name'],
  ['key'],
  ['id'],
  ['sid'],
  ['Sid'],
  ['device_name'],
  ['rule_number'],
  ['rule_no'],
  ['priority'],
  ['domain_name'],
  ['from_port', 'to_port', 'protocol'],
];

/**
 * Pairs the elements of two lists of objects. Plan JSON does not tell sets from lists, so position is no evidence:
 * equal elements first, then those with the same name, then the only one, then those that agree in at least half of
 * what they say.
 * Those that stayed as they are where they are have no match in the result, because nothing differs there.
 */
export function matchElements(
  before: readonly JsonObject[],
  after: readonly JsonObject[],
): readonly ElementMatch[] {
  // Most lists keep most elements where they are; the rest is cheap only without them.
  const kept = new Set(before.keys().filter((i) => jsonEqual(before[i], after[i])));
  const said = { before: sayings(before, kept), after: sayings(after, kept) };
  const open = {
    before: new Set(before.keys().filter((i) => !kept.has(i))),
    after: new Set(after.keys().filter((i) => !kept.has(i))),
  };
  const matches: ElementMatch[] = [];
  const take = (b: number, a: number, identity: string): void => {
    open.before.delete(b);
    open.after.delete(a);
    matches.push({ before: b, after: a, identity });
  };

  matchEqual(said, open, take);
  matchNamed(said, open, take);
  const [b] = open.before;
  const [a] = open.after;
  // Before any likeness: the one block of its kind keeps its name however much of it changed.
  if (before.length === 1 && after.length === 1 && b !== undefined && a !== undefined) take(b, a, 'only');
  matchSimilar(said, open, take);

  for (const i of open.before)
    matches.push({ before: i, after: null, identity: canonicalText(said.before[i]) });
  for (const i of open.after)
    matches.push({ before: null, after: i, identity: canonicalText(said.after[i]) });
  return matches;
}

interface Sides<T> {
  readonly before: T;
  readonly after: T;
}
type Take = (before: number, after: number, identity: string) => void;

const sayings = (elements: readonly JsonObject[], kept: ReadonlySet<number>): readonly JsonObject[] =>
  elements.map((element, i) => (kept.has(i) ? {} : saying(element)));

/** Fields that say something; a secret must not reach an identity, because fingerprints are not keyed. */
function saying(element: JsonObject): JsonObject {
  const said = withoutEmpty(element);
  if (!isObject(said)) return {};
  return Object.fromEntries(Object.entries(said).filter(([name]) => !namesSecret(name)));
}

function matchEqual(said: Sides<readonly JsonObject[]>, open: Sides<Set<number>>, take: Take): void {
  const places = new Map<string, number[]>();
  for (const i of open.after) {
    const text = canonicalText(said.after[i]);
    const list = places.get(text);
    if (list) list.push(i);
    else places.set(text, [i]);
  }
  for (const i of open.before.values().toArray()) {
    const text = canonicalText(said.before[i]);
    const partner = places.get(text)?.shift();
    if (partner !== undefined) take(i, partner, text);
  }
}

function matchNamed(said: Sides<readonly JsonObject[]>, open: Sides<Set<number>>, take: Take): void {
  for (const names of IDENTIFYING) {
    const byName = {
      before: named(said.before, open.before, names),
      after: named(said.after, open.after, names),
    };
    if (!byName.before || !byName.after) continue;
    for (const [identity, i] of byName.before) {
      const partner = byName.after.get(identity);
      if (partner !== undefined) take(i, partner, identity);
    }
    return;
  }
}

/** null when some element lacks the name or two share it: then it names nothing. */
function named(
  elements: readonly JsonObject[],
  open: ReadonlySet<number>,
  names: readonly string[],
): ReadonlyMap<string, number> | null {
  const found = new Map<string, number>();
  for (const i of open) {
    const values = names.map((name) => elements[i]?.[name]);
    if (values.some((value) => value === undefined || isArray(value) || isObject(value))) return null;
    const identity = names.map((name, n) => `${name}=${canonicalText(values[n])}`).join(',');
    if (found.has(identity)) return null;
    found.set(identity, i);
  }
  return found;
}

/** Beyond this many pairs likeness is not asked: elements that came and elements that went are told apart. */
const MOST_PAIRS = 250_000;

function matchSimilar(said: Sides<readonly JsonObject[]>, open: Sides<Set<number>>, take: Take): void {
  if (open.before.size * open.after.size > MOST_PAIRS) return;
  const pairs: { readonly b: number; readonly a: number; readonly share: number }[] = [];
  for (const b of open.before) {
    for (const a of open.after) {
      const share = agreement(said.before[b] ?? {}, said.after[a] ?? {});
      if (share >= 0.5) pairs.push({ b, a, share });
    }
  }
  pairs.sort((x, y) => y.share - x.share || x.b - y.b || x.a - y.a);
  for (const { b, a } of pairs) {
    if (open.before.has(b) && open.after.has(a))
      take(b, a, sharedText(said.before[b] ?? {}, said.after[a] ?? {}));
  }
}

function agreement(a: JsonObject, b: JsonObject): number {
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  let same = 0;
  for (const name of names) if (jsonEqual(a[name], b[name])) same += 1;
  return names.size === 0 ? 0 : same / names.size;
}

/** What both say: the same text whichever side is called before. */
function sharedText(a: JsonObject, b: JsonObject): string {
  const shared: Record<string, Json> = {};
  for (const [name, value] of Object.entries(a)) if (jsonEqual(value, b[name])) shared[name] = value;
  return canonicalText(shared);
}
