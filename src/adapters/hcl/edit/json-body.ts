import type { Node } from 'web-tree-sitter';

import { terraformParser } from '../syntax.ts';
import { type JsonPlace, PLAIN_JSON } from './json-tree.ts';
import { ExpressionReader } from './read-expression.ts';
import type { Attribute, Block, Body, Expression, ObjectLiteral, Span } from './syntax-tree.ts';

/** Kinds of block at the top of a `.tf.json` file, by the number of their labels. */
const LABELS: ReadonlyMap<string, number> = new Map([
  ['resource', 2],
  ['data', 2],
  ['module', 1],
  ['provider', 1],
  ['variable', 1],
  ['output', 1],
  ['locals', 0],
  ['terraform', 0],
]);

/** A JSON file as a body. What could be nested blocks are attributes: without a schema nobody can tell them apart. */
export function jsonBody(document: ObjectLiteral & Span, isValues: boolean): Body {
  if (isValues) return bodyOf(document);
  const blocks = document.members.flatMap((member) =>
    blocksIn(member.name ?? '', [], LABELS.get(member.name ?? '') ?? -1, member.value, member),
  );
  return { start: document.start, end: document.end, notation: 'json', attributes: [], blocks };
}

/** Every level may be an object or a list of objects, so that keys can repeat. */
function blocksIn(
  kind: string,
  labels: readonly string[],
  missing: number,
  value: Expression,
  place: Span,
): readonly Block[] {
  if (missing < 0) return [];
  if (value.kind === 'tuple') {
    return value.items.flatMap((item) => blocksIn(kind, labels, missing, item, item));
  }
  if (value.kind !== 'object') return [];
  if (missing === 0) {
    return [{ start: place.start, end: place.end, kind, labels, body: bodyOf(value) }];
  }
  return value.members.flatMap((member) =>
    blocksIn(kind, [...labels, member.name ?? ''], missing - 1, member.value, member),
  );
}

function bodyOf(object: ObjectLiteral & Span): Body {
  const attributes = object.members.map((member): Attribute => ({
    start: member.start,
    end: member.end,
    name: member.name ?? '',
    value: member.value,
  }));
  return { start: object.start, end: object.end, notation: 'json', attributes, blocks: [] };
}

/**
 * How texts in JSON code are read: each is a template. JSON spells a text as HCL does, as far as both need, so a text
 * is parsed where it stands and keeps its place.
 */
export async function templateJson(text: string): Promise<JsonPlace> {
  const parser = await terraformParser();
  return {
    ...PLAIN_JSON,
    notation: 'json-template',
    meaning: (value, span) => {
      if (!value.includes('${') && !value.includes('%{')) {
        return { ...span, kind: 'text', notation: 'json-template', text: value };
      }
      const prefix = 'x=';
      // Padding keeps every offset as it is in the file.
      const padded = ' '.repeat(span.start - prefix.length) + prefix + text.slice(span.start, span.end);
      const tree = parser.parse(padded, null, { includedRanges: [] });
      try {
        const node = tree?.rootNode.hasError === false ? firstExpression(tree.rootNode) : null;
        const read = node === null ? null : new ExpressionReader(padded).read(node);
        if (read?.kind === 'text')
          return { ...span, kind: 'text', notation: 'json-template', text: read.text };
        return read?.kind === 'template' ? read : { ...span, kind: 'computed', parts: [] };
      } finally {
        tree?.delete();
      }
    },
  };
}

function firstExpression(node: Node): Node | null {
  for (const child of node.namedChildren) {
    if (child.type === 'expression') return child;
    const found = firstExpression(child);
    if (found !== null) return found;
  }
  return null;
}
