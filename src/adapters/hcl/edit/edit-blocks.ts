import { jsonEqual, type Json, type JsonObject } from '#domain/json.ts';

import { knownBlock } from './known-value.ts';
import { blockFrom, insertBlock, removeFromBody } from './body-edits.ts';
import { addDynamicEntry, dynamicElements } from './dynamic-block.ts';
import type { BodyPlace, EditBody } from './edit-body.ts';
import { planList } from './edit-list.ts';
import type { ValueEdit } from './edit-value.ts';
import { matchWritten } from './match-written.ts';
import { jsonNested, noElement } from './obstacles.ts';
import { removeEntry } from './remove-entry.ts';
import type { Entry, Placed } from './resolution.ts';
import type { Resolver } from './resolver.ts';
import type { Scope } from './scope.ts';
import type { Block } from './syntax-tree.ts';
import type { Known } from './written.ts';

/** Nested blocks of one kind. */
export interface BlocksPlace {
  readonly at: BodyPlace;
  readonly name: string;
  readonly nested: readonly Placed<Block>[];
}

/** One element that the code writes: a block, or one turn of a dynamic block. */
export interface WrittenElement {
  readonly block: Placed<Block>;
  readonly scope: Scope;
  /** The element of a dynamic block's source; null for a block of its own. */
  readonly entry: Entry | null;
  readonly known: Known;
}

/** Edits repeated blocks: each element of reality is found by what it is, not by where it stands. */
export function editBlocks(
  edit: ValueEdit,
  resolver: Resolver,
  place: BlocksPlace,
  sides: { readonly now: readonly JsonObject[]; readonly wanted: readonly JsonObject[] },
  names: readonly string[],
  editInside: EditBody,
): void {
  const { now, wanted: then } = sides;
  const elements = elementsOf(resolver, place);
  const elementOf = matchWritten(
    elements.map((element) => element.known),
    now,
  ).map((i) => (i === null ? undefined : elements[i]));
  const plan = planList(now, then);
  for (const { before, after } of plan.pairs) {
    const from = now[before];
    const to = then[after];
    if (from === undefined || to === undefined || jsonEqual(from, to)) continue;
    const element = elementOf[before];
    if (element === undefined) edit.obstruct(noElement(place), names);
    else {
      const at = { blocks: [element.block], scope: element.scope };
      editInside(edit, resolver, at, from, to, names);
    }
  }
  for (const before of plan.gone) removeElement(edit, place, elementOf[before], names);
  for (const after of plan.come) {
    const element = then[after];
    if (element !== undefined) addElement(edit, resolver, place, elements, element, names);
  }
}

function elementsOf(resolver: Resolver, { at, nested }: BlocksPlace): readonly WrittenElement[] {
  return nested.flatMap((block) =>
    block.node.kind === 'dynamic'
      ? dynamicElements(resolver, block, at.scope)
      : [{ block, scope: at.scope, entry: null, known: knownBlock(resolver, block, at.scope) }],
  );
}

function removeElement(
  edit: ValueEdit,
  place: BlocksPlace,
  element: WrittenElement | undefined,
  names: readonly string[],
): void {
  if (element === undefined) return edit.obstruct(noElement(place), names);
  if (element.entry !== null) return removeEntry(edit, element.entry, element.block, names);
  const { file, node } = element.block;
  const owner = place.at.blocks.find((block) => block.node.body.blocks.includes(node));
  if (owner === undefined) return;
  const { body } = owner.node;
  edit.add({
    file,
    changes: [removeFromBody(file.text, body, node)],
    place: body,
    part: place.name,
    what: `the block ${place.name}`,
    names,
  });
}

function addElement(
  edit: ValueEdit,
  resolver: Resolver,
  place: BlocksPlace,
  elements: readonly WrittenElement[],
  element: JsonObject,
  names: readonly string[],
): void {
  const plain = place.nested.filter(({ node }) => node.kind !== 'dynamic');
  const dynamic = place.nested.find(({ node }) => node.kind === 'dynamic');
  if (plain.length === 0 && dynamic !== undefined) {
    return addDynamicEntry(edit, resolver, dynamic, place.at.scope, element, names);
  }
  const after = plain.at(-1);
  const owner =
    after === undefined
      ? place.at.blocks[0]
      : place.at.blocks.find(({ node }) => node.body.blocks.includes(after.node));
  if (owner === undefined) return;
  if (owner.node.body.notation !== 'hcl') return edit.obstruct(jsonNested(owner.file, owner.node), names);
  const said = likeSisters(element, elements);
  edit.add({
    file: owner.file,
    changes: insertBlock(
      owner.file.text,
      owner.node.body,
      after?.node ?? null,
      blockFrom(place.name, said, orderOf(after)),
    ),
    place: owner.node.body,
    part: place.name,
    what: `the block ${place.name}`,
    names,
  });
}

const orderOf = (block: Placed<Block> | undefined): readonly string[] =>
  block?.node.body.attributes.map(({ name }) => name) ?? [];

/**
 * An attribute that no block beside it writes, and that says the default of its type, is most likely computed or left
 * out on purpose: `self = false`.
 */
function likeSisters(element: JsonObject, elements: readonly WrittenElement[]): JsonObject {
  if (elements.length === 0) return element;
  const written = new Set(
    elements.flatMap(({ known }) => (typeof known === 'object' && known !== null ? Object.keys(known) : [])),
  );
  return Object.fromEntries(
    Object.entries(element).filter(([name, value]) => written.has(name) || !isPlainDefault(value)),
  );
}

const isPlainDefault = (value: Json): boolean => value === false || value === 0;
