import { isArray, isObject, jsonEqual, type Json, type JsonObject } from '#domain/json.ts';
import type { AttributePath, PathStep } from '#domain/drift/attribute-path.ts';
import { redactValue } from '#domain/secret/redact-value.ts';
import type { WantedEdit } from '#ports/code-editor.ts';

export type WantedValue = Extract<WantedEdit, { kind: 'value' }>;

/** All edits of one attribute of one instance: they meet in the same lists and objects, so they are made together. */
export interface AttributeGroup {
  readonly address: string;
  readonly attribute: string;
  readonly wanted: readonly WantedValue[];
  /** What the code gives now and what it shall give. Places that nobody wants edited are alike in both. */
  readonly now: JsonObject;
  readonly real: JsonObject;
}

/** Groups by instance and attribute, in the order in which they first occur. */
export function attributeGroups(wanted: readonly WantedValue[]): readonly AttributeGroup[] {
  const groups = Map.groupBy(wanted, (edit) => JSON.stringify([edit.address, attributeName(edit.path)]));
  return [...groups.values()].flatMap((edits) => {
    const [first] = edits;
    if (first === undefined) return [];
    const attribute = attributeName(first.path);
    const reality = isObject(first.reality) ? (first.reality[attribute] ?? null) : null;
    const sides = bothSides(reality, edits);
    return [
      {
        address: first.address,
        attribute,
        wanted: edits,
        now: { [attribute]: sides.now },
        real: { [attribute]: sides.real },
      },
    ];
  });
}

export function attributeName([first]: AttributePath): string {
  if (first?.kind === 'attribute') return first.name;
  return first?.kind === 'key' ? first.key : '';
}

/** Names on the way, without positions. */
export const namesOf = (path: AttributePath): readonly string[] =>
  path.flatMap((step) => (step.kind === 'attribute' ? [step.name] : step.kind === 'key' ? [step.key] : []));

/** Whether what is to be written holds a secret, as far as its shape or its name tells. */
export function holdsSecret({ path, real }: WantedValue): boolean {
  if (real === undefined || real === null) return false;
  const name = namesOf(path).at(-1);
  return !jsonEqual(redactValue(real, name === undefined ? {} : { name }), real);
}

function bothSides(
  reality: Json,
  edits: readonly WantedValue[],
): { readonly now: Json; readonly real: Json } {
  const places = edits.map(({ path, now, real }) => ({ path: path.slice(1), now, real }));
  const comes = (edit: (typeof places)[number]): boolean =>
    isElement(edit.path.at(-1)) && edit.now === undefined;
  const goes = (edit: (typeof places)[number]): boolean =>
    isElement(edit.path.at(-1)) && edit.real === undefined;
  const inside = places.filter((edit) => !comes(edit) && !goes(edit));
  let real = reality;
  for (const edit of inside) real = withValue(real, edit.path, edit.real);
  let now = real;
  for (const edit of inside) now = withValue(now, edit.path, edit.now);
  // Positions count in reality for what came, so the last one goes first; in memory for what went.
  for (const edit of places.filter(comes).toSorted(byPosition).toReversed()) {
    now = withValue(now, edit.path, undefined);
  }
  for (const edit of places.filter(goes).toSorted(byPosition)) now = withElement(now, edit.path, edit.now);
  const isMapLeft = real === null && isObject(now) && places.every(({ path }) => path.length > 0);
  return { now, real: isMapLeft ? {} : real };
}

const isElement = (step: PathStep | undefined): boolean => step?.kind === 'element' || step?.kind === 'index';

const byPosition = (a: { readonly path: AttributePath }, b: { readonly path: AttributePath }): number =>
  positionOf(a.path.at(-1)) - positionOf(b.path.at(-1));

const positionOf = (step: PathStep | undefined): number =>
  step?.kind === 'element' || step?.kind === 'index' ? step.index : 0;

/** The value with another one at the path; undefined takes it away. */
function withValue(value: Json, path: AttributePath, inner: Json | undefined): Json {
  const [step, ...rest] = path;
  if (step === undefined) return inner ?? null;
  if (step.kind === 'index' || step.kind === 'element') {
    const items = isArray(value) ? [...value] : [];
    const changed = rest.length === 0 ? inner : withValue(items[step.index] ?? null, rest, inner);
    if (changed === undefined) items.splice(step.index, 1);
    else items[Math.min(step.index, items.length)] = changed;
    return items;
  }
  const name = step.kind === 'attribute' ? step.name : step.key;
  const { [name]: old, ...others } = isObject(value) ? value : {};
  const changed = rest.length === 0 ? inner : withValue(old ?? null, rest, inner);
  return changed === undefined ? others : { ...others, [name]: changed };
}

/** The value with an element put in at its position, the others behind it. */
function withElement(value: Json, path: AttributePath, element: Json | undefined): Json {
  const [step, ...rest] = path;
  if (step === undefined || element === undefined) return value;
  if (step.kind === 'index' || step.kind === 'element') {
    const items = isArray(value) ? [...value] : [];
    if (rest.length === 0) items.splice(Math.min(step.index, items.length), 0, element);
    else items[step.index] = withElement(items[step.index] ?? null, rest, element);
    return items;
  }
  const name = step.kind === 'attribute' ? step.name : step.key;
  const object = isObject(value) ? value : {};
  return { ...object, [name]: withElement(object[name] ?? null, rest, element) };
}
