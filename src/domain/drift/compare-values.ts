import { isArray, isObject, jsonEqual, type Json, type JsonObject } from '../json.ts';
import type { AttributePath, PathStep } from './attribute-path.ts';
import { isEmpty } from './emptiness.ts';
import { matchElements } from './match-elements.ts';

/** One place where two values differ. `undefined` is "nothing there". */
export interface ValueChange {
  readonly path: AttributePath;
  readonly change: 'added' | 'removed' | 'changed';
  readonly before: Json | undefined;
  readonly after: Json | undefined;
}

/**
 * The places where two values differ, each as small as a person would name it: an attribute, a map key, an added or
 * removed block. A list of plain values is one place, because its elements have no names.
 */
export function compareValues(before: Json | undefined, after: Json | undefined): readonly ValueChange[] {
  const found: ValueChange[] = [];
  walk(before, after, [], found);
  return found;
}

function walk(
  before: Json | undefined,
  after: Json | undefined,
  path: AttributePath,
  found: ValueChange[],
): void {
  if (jsonEqual(before, after)) return;
  const elements = asElements(before, after);
  if (elements) return walkElements(elements.before, elements.after, path, { before, after }, found);
  const members = asMembers(before, after, path);
  if (members) return walkMembers(members.before, members.after, path, found);
  const change = before === undefined ? 'added' : after === undefined ? 'removed' : 'changed';
  found.push({ path, change, before, after });
}

/** Both sides as lists of objects; nothing on one side counts as an empty list. */
function asElements(
  before: Json | undefined,
  after: Json | undefined,
): { readonly before: readonly JsonObject[]; readonly after: readonly JsonObject[] } | null {
  const b = objectsOf(before);
  const a = objectsOf(after);
  return b && a && b.length + a.length > 0 ? { before: b, after: a } : null;
}

function objectsOf(value: Json | undefined): readonly JsonObject[] | null {
  if (value === null) return [];
  return isArray(value) && value.every(isObject) ? value : null;
}

function walkElements(
  before: readonly JsonObject[],
  after: readonly JsonObject[],
  path: AttributePath,
  whole: { readonly before: Json | undefined; readonly after: Json | undefined },
  found: ValueChange[],
): void {
  const start = found.length;
  for (const match of matchElements(before, after)) {
    const index = match.after ?? match.before ?? 0;
    const here: AttributePath = [...path, { kind: 'element', index, identity: match.identity }];
    const b = match.before === null ? undefined : before[match.before];
    const a = match.after === null ? undefined : after[match.after];
    if (b === undefined || a === undefined) {
      found.push({ path: here, change: b === undefined ? 'added' : 'removed', before: b, after: a });
    } else walk(b, a, here, found);
  }
  // Every element has its equal, so only the order differs: one place, the list itself.
  if (found.length === start) found.push({ path, change: 'changed', ...whole });
}

function asMembers(
  before: Json | undefined,
  after: Json | undefined,
  path: AttributePath,
): { readonly before: JsonObject; readonly after: JsonObject } | null {
  if (isObject(before) && isObject(after)) return { before, after };
  // A map that was never written reads as null: its keys appeared one by one all the same.
  if (path.length > 0 && before === null && isStringMap(after)) return { before: {}, after };
  if (path.length > 0 && after === null && isStringMap(before)) return { before, after: {} };
  return null;
}

function walkMembers(before: JsonObject, after: JsonObject, path: AttributePath, found: ValueChange[]): void {
  const start = found.length;
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].toSorted();
  // Most members of most resources are equal: no path is made for them.
  const changed = names.filter((name) => !jsonEqual(before[name], after[name]));
  const step = stepOf(before, after, path);
  for (const name of changed) walk(before[name], after[name], [...path, step(name)], found);
  if (found.length === start) found.push({ path, change: 'changed', before, after });
}

const isStringMap = (value: Json | undefined): value is JsonObject =>
  isObject(value) && !isEmpty(value) && Object.values(value).every((member) => typeof member === 'string');

/** Plan JSON does not tell maps from objects: a map has only strings, or keys on one side that the other lacks. */
function stepOf(before: JsonObject, after: JsonObject, path: AttributePath): (name: string) => PathStep {
  const names = Object.keys(before);
  const sameKeys =
    names.length === Object.keys(after).length && names.every((name) => Object.hasOwn(after, name));
  const strings = [before, after].every((side) =>
    Object.values(side).every((value) => typeof value === 'string'),
  );
  // The elements of a list are blocks: a block of strings alone is still no map.
  const isMap = path.length > 0 && path.at(-1)?.kind !== 'element' && (!sameKeys || strings);
  return (name) => (isMap ? { kind: 'key', key: name } : { kind: 'attribute', name });
}
