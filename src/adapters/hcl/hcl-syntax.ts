import type { Node, Parser, Range } from 'web-tree-sitter';

import { type Stretch, stretchesBetweenBlocks } from './block-starts.ts';
import {
  type Attribute,
  type Block,
  type Body,
  EMPTY_BODY,
  type Parsed,
  type SyntaxProblem,
} from './blocks.ts';
import { placeOf, textOf, valueOf } from './hcl-values.ts';
import { terraformParser } from './syntax.ts';

// Nobody nests blocks this deep; random text does, and the walk recurses.
const DEEPEST = 100;

/**
 * Reads a `.tf` or `.tofu` text whose lines end in `\n`. Never rejects for what the text holds.
 * @param kinds blocks of other kinds have an empty body, which saves most of the time; none: every body is read
 */
export async function parseHcl(text: string, kinds?: ReadonlySet<string>): Promise<Parsed> {
  const parser = await terraformParser();
  const whole = parse(parser, text, kinds);
  return whole.problem === null ? whole : parseInStretches(parser, text, whole.problem, kinds);
}

/** So that a mistake in one block costs nothing outside of it, and is named where it is. */
function parseInStretches(
  parser: Parser,
  text: string,
  problem: SyntaxProblem,
  kinds: ReadonlySet<string> | undefined,
): Parsed {
  const parts = stretchesBetweenBlocks(text).map((stretch) => parse(parser, text, kinds, stretch));
  return {
    body: {
      attributes: parts.flatMap((part) => part.body.attributes),
      blocks: parts.flatMap((part) => part.body.blocks),
    },
    problem: parts.find((part) => part.problem !== null)?.problem ?? problem,
  };
}

function parse(
  parser: Parser,
  text: string,
  kinds: ReadonlySet<string> | undefined,
  stretch?: Stretch,
): Parsed {
  const tree = parser.parse(text, null, {
    includedRanges: stretch === undefined ? [] : [rangeOf(stretch)],
  });
  if (tree === null) {
    return {
      body: EMPTY_BODY,
      problem: { line: 1, column: 1, reason: 'the parser gave up on it' },
    };
  }
  try {
    const root = tree.rootNode;
    return { body: bodyOf(root, 0, kinds), problem: root.hasError ? problemIn(root) : null };
  } finally {
    // The tree lives outside the garbage collector's reach.
    tree.delete();
  }
}

function rangeOf({ line, start, end }: Stretch): Range {
  return {
    startPosition: { row: line, column: 0 },
    startIndex: start,
    // Offsets decide where the parser stops; it asks for no real row here.
    endPosition: { row: 0xffffffff, column: 0 },
    endIndex: end,
  };
}

function bodyOf(parent: Node, depth: number, kinds?: ReadonlySet<string>): Body {
  if (depth > DEEPEST) return EMPTY_BODY;
  const attributes: Attribute[] = [];
  const blocks: Block[] = [];
  for (const child of parent.namedChildren) {
    if (child.type === 'attribute') {
      const attribute = attributeOf(child);
      if (attribute !== null) attributes.push(attribute);
    } else if (child.type === 'block') {
      blocks.push(blockOf(child, depth, kinds));
    } else if (child.type === 'body' || child.isError) {
      const inner = bodyOf(child, depth + 1, kinds);
      attributes.push(...inner.attributes);
      blocks.push(...inner.blocks);
    }
  }
  return { attributes, blocks };
}

function attributeOf(node: Node): Attribute | null {
  const [name, ...others] = node.namedChildren;
  const value = others.find((child) => child.type === 'expression');
  if (name?.type !== 'identifier' || value === undefined) return null;
  return { ...placeOf(node), name: name.text, value: valueOf(value) };
}

function blockOf(node: Node, depth: number, kinds?: ReadonlySet<string>): Block {
  const [kind, ...rest] = node.namedChildren;
  const labels: string[] = [];
  for (const child of rest) {
    if (child.type === 'identifier') labels.push(child.text);
    else if (child.type === 'string_lit') labels.push(textOf(child));
  }
  const name = kind?.text ?? '';
  const body = kinds?.has(name) === false ? EMPTY_BODY : bodyOf(node, depth + 1);
  return { ...placeOf(node), kind: name, labels, body };
}

function problemIn(root: Node): SyntaxProblem {
  let node = root;
  for (;;) {
    const next = node.children.find((child) => child.isError || child.isMissing || child.hasError);
    // The outermost error says where reading broke off; what lies in it are the ruins.
    if (next === undefined || node.isError) break;
    node = next;
  }
  const { row, column } = node.startPosition;
  // Of what the parser supposes to be missing, only an unclosed bracket is more than a guess.
  const unclosed = node.isMissing && ['}', ']', ')'].includes(node.type);
  const reason = unclosed ? `a "${node.type}" is missing` : 'this is not valid HCL';
  return { line: row + 1, column: column + 1, reason };
}
