import { isArray, isObject, jsonEqual, type Json, type JsonObject } from '#domain/json.ts';
import { isEmpty } from '#domain/drift/emptiness.ts';

import { insertAttribute, removeFromBody } from './body-edits.ts';
import { editBlocks } from './edit-blocks.ts';
import type { ValueEdit } from './edit-value.ts';
import { attributeIn, nestedIn } from './module-instance.ts';
import { jsonNested } from './obstacles.ts';
import type { Placed, Resolution } from './resolution.ts';
import type { Resolver } from './resolver.ts';
import type { Scope } from './scope.ts';
import type { Attribute, Block } from './syntax-tree.ts';

/** A block of a resource, in one instance, by all the files that write it. */
export interface BodyPlace {
  readonly blocks: readonly Placed<Block>[];
  readonly scope: Scope;
}

/** Hands the way into a block on to those who find blocks. */
export type EditBody = typeof editBody;

/** Edits a block so that it says what reality says, in every member in which that is not what the code gives now. */
export function editBody(
  edit: ValueEdit,
  resolver: Resolver,
  at: BodyPlace,
  now: JsonObject,
  then: JsonObject,
  names: readonly string[],
): void {
  for (const name of new Set([...Object.keys(now), ...Object.keys(then)])) {
    if (jsonEqual(now[name], then[name])) continue;
    editMember(edit, resolver, at, name, now[name], then[name], [...names, name]);
  }
}

function editMember(
  edit: ValueEdit,
  resolver: Resolver,
  at: BodyPlace,
  name: string,
  now: Json | undefined,
  then: Json | undefined,
  names: readonly string[],
): void {
  const attribute = attributeIn(at.blocks, name);
  if (attribute !== undefined) {
    const written = { file: attribute.file, expression: attribute.node.value, scope: at.scope };
    const resolved = resolver.resolve(written);
    if (then !== undefined && then !== null) return edit.editResolved(resolved, now, then, names);
    return removeAttribute(edit, at, attribute, resolved, names);
  }
  const nested = nestedIn(at.blocks, name);
  if (nested.length > 0 || isBlocks(now) || isBlocks(then)) {
    return editBlocks(
      edit,
      resolver,
      { at, name, nested },
      { now: asElements(now), wanted: asElements(then) },
      names,
      editBody,
    );
  }
  // Nothing is written and nothing shall be: a default that means the same as what is there.
  if (then === undefined || (then === null && isEmpty(now))) return;
  const [base] = at.blocks;
  if (base === undefined) return;
  if (base.node.body.notation !== 'hcl') return edit.obstruct(jsonNested(base.file, base.node), names);
  edit.add({
    file: base.file,
    changes: insertAttribute(base.file.text, base.node.body, name, then),
    place: base.node.body,
    part: name,
    what: `the attribute ${name}`,
    names,
  });
}

const isBlocks = (value: Json | undefined): boolean =>
  isArray(value) && value.length > 0 && value.every(isObject);

const asElements = (value: Json | undefined): readonly JsonObject[] =>
  isArray(value) ? value.filter(isObject) : isObject(value) ? [value] : [];

function removeAttribute(
  edit: ValueEdit,
  at: BodyPlace,
  attribute: Placed<Attribute>,
  resolved: Resolution,
  names: readonly string[],
): void {
  const owner = at.blocks.find(({ node }) => node.body.attributes.includes(attribute.node));
  if (owner === undefined) return;
  const isOwn = resolved.kind === 'written' && resolved.written.expression === attribute.node.value;
  // A name may be shared: the attribute stays, and what the name leads to becomes nothing.
  if (!isOwn && resolved.kind === 'written') return edit.replace(resolved.written, null, names);
  if (!isOwn && resolved.kind !== 'merged') {
    return edit.editResolved(resolved, 'something', null, names);
  }
  if (owner.node.body.notation !== 'hcl') return edit.obstruct(jsonNested(owner.file, owner.node), names);
  const change = removeFromBody(owner.file.text, owner.node.body, attribute.node);
  edit.add({
    file: owner.file,
    changes: [change],
    place: owner.node.body,
    part: attribute.node.name,
    what: `the attribute ${attribute.node.name}`,
    names,
  });
}
