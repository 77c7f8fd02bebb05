import { isEmpty } from '#domain/drift/emptiness.ts';
import { isObject, type Json, type JsonObject } from '#domain/json.ts';

import { entriesOf } from './iteration.ts';
import { knownBlock } from './known-value.ts';
import { editItems, editMembers } from './collection-edits.ts';
import type { WrittenElement } from './edit-blocks.ts';
import type { ValueEdit } from './edit-value.ts';
import { sameScalar } from './match-written.ts';
import { computed, entryUnclear } from './obstacles.ts';
import type { Placed, Resolution } from './resolution.ts';
import type { Resolver } from './resolver.ts';
import { type Scope, withName } from './scope.ts';
import { attributeOf, type Block, type Expression, without } from './syntax-tree.ts';
import type { Written } from './written.ts';

interface Dynamic {
  readonly source: Written;
  readonly content: Placed<Block>;
  readonly iterator: string;
}

function dynamicOf({ file, node }: Placed<Block>, scope: Scope): Dynamic | null {
  const source = attributeOf(node.body, 'for_each')?.value;
  const content = node.body.blocks.find((block) => block.kind === 'content');
  if (source === undefined || content === undefined) return null;
  const named = attributeOf(node.body, 'iterator')?.value;
  const iterator =
    named?.kind === 'reference' && typeof named.root === 'string' ? named.root : (node.labels[0] ?? '');
  return { source: { file, expression: source, scope }, content: { file, node: content }, iterator };
}

/** What a dynamic block writes, one element a turn; none when its source cannot be known. */
export function dynamicElements(
  resolver: Resolver,
  block: Placed<Block>,
  scope: Scope,
): readonly WrittenElement[] {
  const dynamic = dynamicOf(block, scope);
  if (dynamic === null) return [];
  const entries = entriesOf(resolver, resolver.resolve(dynamic.source)) ?? [];
  return entries.map((entry) => {
    const key: Resolution = { kind: 'value', value: entry.key, obstacle: computed(dynamic.source) };
    const turn = withName(scope, dynamic.iterator, { members: { key, value: entry.value } });
    return {
      block: dynamic.content,
      scope: turn,
      entry,
      known: knownBlock(resolver, dynamic.content, turn),
    };
  });
}

/** Adds to the source of a dynamic block the element from which its content makes what reality has. */
export function addDynamicEntry(
  edit: ValueEdit,
  resolver: Resolver,
  block: Placed<Block>,
  scope: Scope,
  element: JsonObject,
  names: readonly string[],
): void {
  const dynamic = dynamicOf(block, scope);
  const source = dynamic === null ? null : resolver.resolve(dynamic.source);
  const inverted = dynamic === null ? null : invert(resolver, dynamic, scope, element);
  if (source?.kind !== 'written' || inverted === null) {
    return edit.obstruct(entryUnclear(block.file, block.node), names);
  }
  const { file, expression } = source.written;
  if (expression.kind === 'tuple') {
    const changes = editItems(file.text, expression, {
      gone: [],
      come: [{ at: expression.items.length, value: inverted.value }],
    });
    return edit.add({ file, changes, place: expression, part: null, what: 'the element', names });
  }
  const { key } = inverted;
  if (expression.kind !== 'object' || key === null) {
    return edit.obstruct(entryUnclear(block.file, block.node), names);
  }
  edit.add({
    file,
    changes: editMembers(file.text, expression, {
      gone: [],
      come: [{ name: key, value: inverted.value }],
    }),
    place: expression,
    part: key,
    what: `the entry ${key}`,
    names,
  });
}

interface Inverted {
  readonly key: string | null;
  readonly value: Json;
}

/** The key and value from which the content makes this element; null when it cannot make it. */
function invert(resolver: Resolver, dynamic: Dynamic, scope: Scope, element: JsonObject): Inverted | null {
  const { content, iterator } = dynamic;
  if (content.node.body.blocks.length > 0) return null;
  let key: string | null = null;
  let whole: Json | undefined;
  const members: Record<string, Json> = {};
  const told = new Set<string>();
  for (const { name, value } of content.node.body.attributes) {
    const wanted = element[name] ?? null;
    told.add(name);
    const path = pathFromIterator(value, iterator);
    if (path === null) {
      const known = resolver.known({ file: content.file, expression: value, scope });
      if (!sameScalar(known, wanted)) return null;
    } else if (path.of === 'key') key = typeof wanted === 'string' ? wanted : JSON.stringify(wanted);
    else if (path.member === null) whole = wanted;
    else members[path.member] = wanted;
  }
  const untold = Object.entries(element).some(
    ([name, value]) => !told.has(name) && !isEmpty(value) && value !== false && name !== 'id',
  );
  if (untold || (whole !== undefined && Object.keys(members).length > 0)) return null;
  const value = whole ?? members;
  return isObject(value) || whole !== undefined ? { key, value } : null;
}

interface IteratorPath {
  readonly of: 'key' | 'value';
  readonly member: string | null;
}

function pathFromIterator(expression: Expression, iterator: string): IteratorPath | null {
  const reference = without(expression);
  if (reference.kind !== 'reference' || reference.root !== iterator) return null;
  const [of, member, ...deeper] = reference.steps;
  if ((of !== 'key' && of !== 'value') || deeper.length > 0) return null;
  if (member === undefined) return { of, member: null };
  return of === 'value' && typeof member === 'string' ? { of, member } : null;
}
