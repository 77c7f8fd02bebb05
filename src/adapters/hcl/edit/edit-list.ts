import { canonicalText, isObject, jsonEqual, type Json } from '#domain/json.ts';
import { matchElements } from '#domain/drift/match-elements.ts';

import { editItems, endsInHeredoc } from './collection-edits.ts';
import { computed } from './obstacles.ts';
import { matchWritten } from './match-written.ts';
import type { Expression } from './syntax-tree.ts';
import type { TextChange } from './text-change.ts';
import type { Follow } from './follow.ts';
import type { Obstacle, Operation, Written } from './written.ts';

/** What a list asks of the edit that it is part of. */
interface ValueEdit {
  readonly follow: Follow;
  edit(at: Written, now: Json | undefined, then: Json, names: readonly string[]): void;
  add(operation: Operation): void;
  obstruct(obstacle: Obstacle, names: readonly string[]): void;
}

type Tuple = Extract<Expression, { kind: 'tuple' }>;

/** Edits a list in place: elements that stay are left alone, wherever they stand. */
export function editList(
  edit: ValueEdit,
  at: Written,
  now: readonly Json[],
  then: readonly Json[],
  names: readonly string[],
): void {
  const tuple = at.expression;
  if (tuple.kind !== 'tuple') return;
  const known = tuple.items.map((expression) => edit.follow.known({ ...at, expression }));
  const itemOf = matchWritten(known, now);
  const plan = planList(now, then);
  if (isReorder(plan, now, then)) {
    return reorder(edit, at, tuple, itemOf, plan, names);
  }
  for (const { before, after } of plan.pairs) {
    const item = itemOf[before] ?? null;
    const value = then[after];
    if (jsonEqual(now[before], value) || value === undefined) continue;
    const expression = item === null ? undefined : tuple.items[item];
    if (expression === undefined) edit.obstruct(computed(at), names);
    else edit.edit({ ...at, expression }, now[before], value, names);
  }
  const gone = plan.gone.map((before) => itemOf[before] ?? null).filter((item) => item !== null);
  if (gone.length < plan.gone.length) return edit.obstruct(computed(at), names);
  if (gone.length + plan.come.length === 0) return;
  const come = plan.come.flatMap((after) => {
    const value = then[after];
    return value === undefined ? [] : [{ at: placeFor(after, plan, itemOf, tuple.items.length), value }];
  });
  const { start, end } = tuple;
  edit.add({
    file: at.file,
    changes: editItems(at.file.text, tuple, { gone, come }),
    place: { start, end },
    part: null,
    what: 'the list',
    names,
  });
}

interface ListPlan {
  readonly pairs: readonly { readonly before: number; readonly after: number }[];
  readonly gone: readonly number[];
  readonly come: readonly number[];
}

/** Which elements stay, go and come. Elements without names stay only when they are equal; others may change inside. */
export function planList(now: readonly Json[], then: readonly Json[]): ListPlan {
  if (now.every(isObject) && then.every(isObject)) {
    const matches = matchElements(now, then);
    const moved = new Set(matches.flatMap(({ before }) => (before === null ? [] : [before])));
    const kept = now.keys().filter((i) => !moved.has(i));
    return {
      pairs: [
        ...kept.map((i) => ({ before: i, after: i })),
        ...matches.flatMap(({ before, after }) =>
          before === null || after === null ? [] : [{ before, after }],
        ),
      ],
      gone: matches.flatMap(({ before, after }) => (after === null && before !== null ? [before] : [])),
      come: matches.flatMap(({ before, after }) => (before === null && after !== null ? [after] : [])),
    };
  }
  const open = new Map<string, number[]>();
  for (const [i, value] of now.entries()) {
    const text = canonicalText(value);
    open.set(text, [...(open.get(text) ?? []), i]);
  }
  const pairs: { before: number; after: number }[] = [];
  const come: number[] = [];
  for (const [after, value] of then.entries()) {
    const before = open.get(canonicalText(value))?.shift();
    if (before === undefined) come.push(after);
    else pairs.push({ before, after });
  }
  return { pairs, gone: [...open.values()].flat().toSorted((a, b) => a - b), come };
}

const isReorder = (plan: ListPlan, now: readonly Json[], then: readonly Json[]): boolean =>
  plan.gone.length + plan.come.length === 0 &&
  plan.pairs.every(({ before, after }) => jsonEqual(now[before], then[after])) &&
  !jsonEqual(now, then);

/** The same elements in another order: their sources change places. */
function reorder(
  edit: ValueEdit,
  at: Written,
  tuple: Tuple,
  itemOf: readonly (number | null)[],
  plan: ListPlan,
  names: readonly string[],
): void {
  const changes: TextChange[] = [];
  if (itemOf.length !== tuple.items.length) return edit.obstruct(computed(at), names);
  for (const { before, after } of plan.pairs) {
    const source = tuple.items[itemOf[before] ?? -1];
    const place = tuple.items[after];
    if (source === undefined || place === undefined) return edit.obstruct(computed(at), names);
    if (source === place) continue;
    // It would have to take its line end along.
    if (endsInHeredoc(at.file.text, source)) return edit.obstruct(computed(at), names);
    changes.push({ start: place.start, end: place.end, text: at.file.text.slice(source.start, source.end) });
  }
  if (changes.length === 0) return;
  edit.add({ file: at.file, changes, place: tuple, part: null, what: 'the order of the list', names });
}

/** Behind the written element that stands before it in reality; elements in an order of their own: at the end. */
function placeFor(after: number, plan: ListPlan, itemOf: readonly (number | null)[], length: number): number {
  const positions = plan.pairs
    .toSorted((a, b) => a.after - b.after)
    .map((pair) => ({ after: pair.after, item: itemOf[pair.before] ?? null }));
  const inOrder = positions.every(
    ({ item }, i) => item !== null && (i === 0 || item > (positions[i - 1]?.item ?? -1)),
  );
  if (!inOrder) return length;
  const next = positions.find((position) => position.after > after);
  return next?.item ?? length;
}
