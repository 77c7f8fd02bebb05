import type { Node } from 'web-tree-sitter';

import { terraformParser } from '#adapters/hcl/syntax.ts';
import type { ValuePlace } from '#adapters/hcl/edit/replace-value.ts';

/** Offsets count UTF-16 units. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** A value of an attribute, or one inside of it. */
export interface Site extends Stretch {
  readonly place: ValuePlace;
  readonly kind: 'text' | 'number' | 'bool' | 'null' | 'heredoc' | 'list' | 'object' | 'other';
  /** From the name of the attribute to the end of its value. */
  readonly attribute: Stretch;
  /** Elements of a list, members of an object. */
  readonly parts: readonly Stretch[];
}

/** What stands between the braces of a block. */
export interface BodySite extends Stretch {
  readonly attributes: readonly Stretch[];
  readonly blocks: readonly Stretch[];
}

export interface Sites {
  /** By `placeKey`. */
  readonly values: ReadonlyMap<string, Site>;
  /** In the order of the file, a block before those in it. */
  readonly bodies: readonly BodySite[];
  /** What stands at the top of the file, in order. */
  readonly tops: readonly Stretch[];
}

export const placeKey = ({ block, path }: ValuePlace): string =>
  JSON.stringify([block.kind, block.labels, path]);

/**
 * Where values stand in a text, found without the engine that is judged by it; null when the text has an error node.
 */
export async function readSites(text: string): Promise<Sites | null> {
  const tree = (await terraformParser()).parse(text, null, { includedRanges: [] });
  if (tree === null) return null;
  try {
    if (tree.rootNode.hasError) return null;
    const walk = new Walk();
    walk.file(tree.rootNode);
    return walk;
  } finally {
    tree.delete();
  }
}

class Walk implements Sites {
  readonly values = new Map<string, Site>();
  readonly bodies: BodySite[] = [];
  tops: readonly Stretch[] = [];

  file(root: Node): void {
    this.tops = statementsOf(root).map(stretchOf);
    const blocks = new Map<string, { readonly node: Node; readonly block: ValuePlace['block'] }>();
    for (const node of statementsOf(root).filter(({ type }) => type === 'block')) {
      const block = { kind: node.namedChildren[0]?.text ?? '', labels: labelsOf(node) };
      // Of several with the same labels the last one is meant.
      blocks.set(JSON.stringify(block), { node, block });
    }
    for (const { node, block } of blocks.values()) this.#body(node, block, []);
  }

  #body(node: Node, block: ValuePlace['block'], path: ValuePlace['path']): void {
    const statements = statementsOf(node);
    const open = node.namedChildren.find(({ type }) => type === 'block_start');
    const close = node.namedChildren.find(({ type }) => type === 'block_end');
    const ofType = (wanted: string): readonly Node[] => statements.filter(({ type }) => type === wanted);
    this.bodies.push({
      start: open?.endIndex ?? node.endIndex,
      end: close?.startIndex ?? node.endIndex,
      attributes: ofType('attribute').map(stretchOf),
      blocks: ofType('block').map(stretchOf),
    });
    for (const attribute of ofType('attribute')) {
      const [name, value] = attribute.namedChildren.filter(({ type }) => type !== 'comment');
      if (name === undefined || value === undefined) continue;
      this.#value(value, stretchOf(attribute), { block, path: [...path, name.text] });
    }
    const seen = new Map<string, number>();
    for (const inner of ofType('block')) {
      const kind = inner.namedChildren[0]?.text ?? '';
      const index = seen.get(kind) ?? 0;
      seen.set(kind, index + 1);
      this.#body(inner, block, [...path, kind, index]);
    }
  }

  #value(node: Node, attribute: Stretch, place: ValuePlace): void {
    const inner = unwrapped(node);
    const kind = kindOf(inner);
    const parts = partsOf(inner);
    const site = { ...stretchOf(node), place, kind, attribute, parts: parts.map(stretchOf) };
    this.values.set(placeKey(place), site);
    for (const [index, part] of parts.entries()) {
      if (part.type !== 'object_elem') this.#value(part, attribute, inside(place, index));
      else {
        const [key, value] = part.namedChildren.filter(({ type }) => type === 'expression');
        const name = key === undefined ? null : keyText(key);
        if (name !== null && value !== undefined) this.#value(value, attribute, inside(place, name));
      }
    }
  }
}

const inside = ({ block, path }: ValuePlace, step: string | number): ValuePlace => ({
  block,
  path: [...path, step],
});

const stretchOf = (node: Node): Stretch => ({ start: node.startIndex, end: node.endIndex });

const statementsOf = (node: Node): readonly Node[] =>
  node.namedChildren.flatMap((child) => (child.type === 'body' ? child.namedChildren : []));

const labelsOf = (node: Node): readonly string[] =>
  node.namedChildren
    .slice(1)
    .filter(({ type }) => type === 'identifier' || type === 'string_lit')
    .map(({ type, text }) => (type === 'identifier' ? text : text.slice(1, -1)));

/** What stands in any number of brackets. */
function unwrapped(node: Node): Node {
  const parts = node.children.filter(({ type }) => type !== 'comment');
  const [open, inner, close] = parts;
  const isWrapped = parts.length === 3 && open?.type === '(' && close?.type === ')';
  return isWrapped && inner !== undefined ? unwrapped(inner) : node;
}

/** Only the first of a single line of descendants that all cover the same stretch. */
function covering(node: Node, type: string): Node | null {
  if (node.type === type) return node;
  const [only, ...others] = node.namedChildren.filter((child) => child.type !== 'comment');
  if (only === undefined || others.length > 0) return null;
  return only.startIndex === node.startIndex && only.endIndex === node.endIndex ? covering(only, type) : null;
}

const LITERALS: Readonly<Record<string, Site['kind']>> = {
  string_lit: 'text',
  numeric_lit: 'number',
  bool_lit: 'bool',
  null_lit: 'null',
  heredoc_template: 'heredoc',
  tuple: 'list',
  object: 'object',
};

function kindOf(node: Node): Site['kind'] {
  if (/^-\s*\d[\d.]*$/.test(node.text)) return 'number';
  for (const [type, kind] of Object.entries(LITERALS)) {
    const found = covering(node, type);
    if (found === null) continue;
    const isTemplate =
      kind === 'heredoc' &&
      found.namedChildren.some(({ type: part }) => /interpolation|directive/.test(part));
    return isTemplate ? 'other' : kind;
  }
  return 'other';
}

function partsOf(node: Node): readonly Node[] {
  const whole = covering(node, 'tuple') ?? covering(node, 'object');
  return (whole?.namedChildren ?? []).filter(({ type }) => type === 'expression' || type === 'object_elem');
}

/** null: the key is computed. */
function keyText(key: Node): string | null {
  const isName = covering(key, 'variable_expr') !== null || kindOf(key) === 'number';
  if (isName) return key.text;
  const { text } = unwrapped(key);
  if (kindOf(unwrapped(key)) !== 'text') return null;
  try {
    return String(JSON.parse(text));
  } catch {
    return text.slice(1, -1);
  }
}
