import type { Node } from 'web-tree-sitter';

import { type Attribute, COMPUTED, type Item, type Place, type Value } from './blocks.ts';
import { instanceKey, unquote } from './quoted-text.ts';

// Nobody writes values this deep; random text does, and the walk recurses.
const DEEPEST = 100;

/** The place of a node. A node cut off by a syntax error ends at a line's very start: its end is the line before. */
export function placeOf(node: Node): Place {
  const { startPosition, endPosition } = node;
  const cutOff = endPosition.column === 0 && endPosition.row > startPosition.row;
  return {
    line: startPosition.row + 1,
    endLine: endPosition.row + (cutOff ? 0 : 1),
    start: node.startIndex,
    end: node.endIndex,
  };
}

/** Reads an `expression` node, also through brackets. */
export function valueOf(expression: Node, depth = 0): Value {
  const parts = withoutComments(expression);
  const [first] = parts;
  if (first === undefined || depth > DEEPEST) return COMPUTED;
  if (first.type === 'variable_expr') return reference(parts);
  if (parts.length > 1) return COMPUTED;
  switch (first.type) {
    case 'expression':
      return valueOf(first, depth + 1);
    case 'literal_value':
      return literal(first);
    case 'collection_value':
      return collection(first, depth);
    case 'function_call':
      return merged(first, depth);
    default:
      return COMPUTED;
  }
}

/** The text of a `string_lit` node. */
export function textOf(stringLiteral: Node): string {
  return unquote(
    stringLiteral.namedChildren
      .filter((part) => part.type === 'template_literal')
      .map((part) => part.text)
      .join(''),
  );
}

function literal(node: Node): Value {
  const [inner] = node.namedChildren;
  return inner?.type === 'string_lit' ? { kind: 'text', text: textOf(inner) } : COMPUTED;
}

function collection(node: Node, depth: number): Value {
  const [inner] = withoutComments(node);
  if (inner?.type === 'object') return { kind: 'object', members: members(inner, depth) };
  if (inner?.type !== 'tuple') return COMPUTED;
  const items = inner.namedChildren
    .filter((child) => child.type === 'expression')
    .map((child) => itemOf(child, depth));
  return { kind: 'list', items };
}

function itemOf(expression: Node, depth: number): Item {
  return { ...placeOf(expression), value: valueOf(expression, depth + 1) };
}

function members(object: Node, depth: number): readonly Attribute[] {
  const found: Attribute[] = [];
  for (const element of object.namedChildren) {
    if (element.type !== 'object_elem') continue;
    const [key, value] = withoutComments(element);
    const name = key === undefined ? null : keyName(key);
    if (name === null || value === undefined) continue;
    found.push({ ...placeOf(element), name, value: valueOf(value, depth + 1) });
  }
  return found;
}

/** The name of an object key; null when it is computed, as in `(var.name) = 1`. */
function keyName(key: Node): string | null {
  if (key.child(0)?.type === '(') return null;
  const [first, ...others] = key.namedChildren;
  if (first === undefined || others.length > 0) return null;
  if (first.type === 'variable_expr') return first.text;
  const [inner] = first.namedChildren;
  if (first.type !== 'literal_value' || inner === undefined) return null;
  return inner.type === 'string_lit' ? textOf(inner) : inner.text;
}

/** `merge(local.tags, { Team = "a" })`: the keys written in its literal objects are where tags mostly stand. */
function merged(call: Node, depth: number): Value {
  const [name, list] = withoutComments(call);
  if (name?.text !== 'merge' || list === undefined) return COMPUTED;
  const objects = withoutComments(list)
    .map((argument) => valueOf(argument, depth + 1))
    .filter((value) => value.kind === 'object');
  return objects.length === 0
    ? COMPUTED
    : { kind: 'object', members: objects.flatMap((value) => value.members) };
}

function reference(parts: readonly Node[]): Value {
  let address = '';
  for (const part of parts) {
    const step = referenceStep(part);
    if (step === null) return COMPUTED;
    address += step;
  }
  return { kind: 'reference', address };
}

function referenceStep(part: Node): string | null {
  const [inner] = part.namedChildren;
  if (inner === undefined) return null;
  switch (part.type) {
    case 'variable_expr':
      return inner.text;
    case 'get_attr':
      return `.${inner.text}`;
    case 'index':
      return indexStep(inner);
    default:
      return null;
  }
}

function indexStep(index: Node): string | null {
  // The old notation `a.b.0` is one token to the grammar.
  if (index.type === 'legacy_index') return `[${index.text.slice(1).trim()}]`;
  const literalNode = index.namedChildren[0]?.namedChildren[0];
  const [inner] = literalNode?.type === 'literal_value' ? literalNode.namedChildren : [];
  if (inner?.type === 'string_lit') return instanceKey(textOf(inner));
  return inner?.type === 'numeric_lit' ? `[${inner.text}]` : null;
}

function withoutComments(node: Node): readonly Node[] {
  return node.namedChildren.filter((child) => child.type !== 'comment');
}
