import type { Node } from 'web-tree-sitter';

import { terraformParser } from '../syntax.ts';
import { ExpressionReader, TooDeepError } from './read-expression.ts';
import type { Attribute, Block, Body } from './syntax-tree.ts';

/** Line and column count from 1. */
export interface SyntaxMistake {
  readonly line: number;
  readonly column: number;
}

/**
 * Reads HCL as it stands. A text with any mistake is not read at all: an edit beside a mistake cannot know what it
 * changes.
 */
export async function readHclTree(text: string): Promise<{ readonly body: Body } | SyntaxMistake> {
  const parser = await terraformParser();
  const tree = parser.parse(text, null, { includedRanges: [] });
  if (tree === null) return { line: 1, column: 1 };
  try {
    const root = tree.rootNode;
    if (root.hasError) return mistakeIn(root);
    const reader = new ExpressionReader(text);
    return { body: bodyOf(root, reader, { start: 0, end: text.length }) };
  } catch (error) {
    if (error instanceof TooDeepError) return { line: 1, column: 1 };
    throw error;
  } finally {
    // The tree lives outside the garbage collector's reach.
    tree.delete();
  }
}

function bodyOf(parent: Node, reader: ExpressionReader, span: { start: number; end: number }): Body {
  const attributes: Attribute[] = [];
  const blocks: Block[] = [];
  const children = parent.namedChildren.flatMap((child) =>
    child.type === 'body' ? child.namedChildren : [child],
  );
  for (const child of children) {
    if (child.type === 'attribute') attributes.push(attributeIn(child, reader));
    else if (child.type === 'block') blocks.push(blockIn(child, reader));
  }
  return { ...span, notation: 'hcl', attributes, blocks };
}

function attributeIn(node: Node, reader: ExpressionReader): Attribute {
  const value = node.namedChildren.find((child) => child.type === 'expression') ?? node;
  return {
    start: node.startIndex,
    end: node.endIndex,
    name: node.namedChildren[0]?.text ?? '',
    value: reader.read(value),
  };
}

function blockIn(node: Node, reader: ExpressionReader): Block {
  const labels: string[] = [];
  let start = node.endIndex;
  let end = node.endIndex;
  for (const [i, child] of node.namedChildren.entries()) {
    if (child.type === 'identifier' && i > 0) labels.push(child.text);
    else if (child.type === 'string_lit') labels.push(labelText(child));
    else if (child.type === 'block_start') start = child.endIndex;
    else if (child.type === 'block_end') end = child.startIndex;
  }
  return {
    start: node.startIndex,
    end: node.endIndex,
    kind: node.namedChildren[0]?.text ?? '',
    labels,
    body: bodyOf(node, reader, { start, end }),
  };
}

function labelText(label: Node): string {
  const inner = label.namedChildren.find((child) => child.type === 'template_literal');
  return inner?.text ?? '';
}

function mistakeIn(root: Node): SyntaxMistake {
  let node = root;
  for (;;) {
    const next = node.children.find((child) => child.isError || child.isMissing || child.hasError);
    if (next === undefined || node.isError) break;
    node = next;
  }
  return { line: node.startPosition.row + 1, column: node.startPosition.column + 1 };
}
