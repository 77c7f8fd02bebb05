import type { Node } from 'web-tree-sitter';

import { alignmentChanges } from '../edit/alignment.ts';
import { applyChanges, lineStartAt, nextLineAt, type TextChange } from '../edit/text-change.ts';
import { terraformParser } from '../syntax.ts';
import { whyNeedless, type Degree, type NeedlessReason } from './needless-attribute.ts';

export interface CleanConfiguration {
  /** Blocks only, an empty line between them, as `terraform fmt` writes it. */
  readonly text: string;
  readonly dropped: readonly DroppedAttribute[];
}

export interface DroppedAttribute {
  /** Such as `aws_sqs_queue.jobs`. */
  readonly resource: string;
  /** From the resource down, such as `timeouts.create`; a block that went with its last attribute has no more steps. */
  readonly path: string;
  readonly why: NeedlessReason;
}

/**
 * Makes what `terraform plan -generate-config-out` writes fit to be read: without comments and without attributes that
 * say nothing. Values of attributes are left as they are, because objects in them need all of their members.
 * @param degree `empty` takes more than is certain to be safe: a plan must prove it, else take `unset`
 */
export async function cleanConfiguration(
  generated: string,
  degree: Degree,
): Promise<{ readonly clean: CleanConfiguration } | { readonly problem: string }> {
  const parser = await terraformParser();
  const tree = parser.parse(generated, null, { includedRanges: [] });
  if (tree === null || tree.rootNode.hasError) {
    tree?.delete();
    return { problem: 'Could not read the configuration that the engine generated: it is not valid HCL.' };
  }
  try {
    const dropped: DroppedAttribute[] = [];
    const blocks = topBlocks(tree.rootNode).map((block) => cleanBlock(generated, block, degree, dropped));
    const text = blocks.map((block) => `${block}\n`).join('\n');
    return { clean: { text: applyChanges(text, await alignmentChanges(text)), dropped } };
  } finally {
    // The tree lives outside the garbage collector's reach.
    tree.delete();
  }
}

const topBlocks = (root: Node): readonly Node[] =>
  childrenOf(root, 'body').flatMap((body) => childrenOf(body, 'block'));

const childrenOf = (node: Node, type: string): readonly Node[] =>
  node.namedChildren.filter((child) => child.type === type);

function cleanBlock(text: string, block: Node, degree: Degree, dropped: DroppedAttribute[]): string {
  const [kind = '', type = '', name = ''] = block.namedChildren
    .filter((child) => child.type === 'identifier' || child.type === 'string_lit')
    .map((child) => child.text.replaceAll('"', ''));
  const changes = commentsIn(block).map((comment) => withoutComment(text, comment));
  if (kind === 'resource') {
    for (const { node, path, why } of needlessIn(block, { type, path: '', degree })) {
      changes.push(wholeLines(text, node));
      dropped.push({ resource: `${type}.${name}`, path, why });
    }
  }
  const { startIndex: from, endIndex: to } = block;
  return applyChanges(
    text.slice(from, to),
    outermost(changes).map((change) => ({
      start: change.start - from,
      end: change.end - from,
      text: change.text,
    })),
  );
}

interface Place {
  /** Of the resource. */
  readonly type: string;
  /** Of the block: empty for the resource, else ending in a dot. */
  readonly path: string;
  readonly degree: Degree;
}

interface Needless {
  readonly node: Node;
  readonly path: string;
  readonly why: NeedlessReason;
}

function needlessIn(block: Node, place: Place): readonly Needless[] {
  const found: Needless[] = [];
  for (const body of childrenOf(block, 'body')) {
    for (const child of body.namedChildren) {
      if (child.type === 'attribute') found.push(...needlessAttribute(child, place));
      if (child.type === 'block') found.push(...needlessBlock(child, place));
    }
  }
  return found;
}

function needlessAttribute(node: Node, { type, path, degree }: Place): readonly Needless[] {
  const [name, value] = node.namedChildren;
  if (name === undefined || value === undefined || !standsAlone(node)) return [];
  const comment = node.nextNamedSibling ?? node.parent?.nextNamedSibling;
  const remark = comment?.startPosition.row === node.endPosition.row ? comment.text : '';
  const why = whyNeedless({ type, path: `${path}${name.text}`, value: value.text, remark }, degree);
  return why === null ? [] : [{ node, path: `${path}${name.text}`, why }];
}

function needlessBlock(block: Node, place: Place): readonly Needless[] {
  const name = block.namedChildren[0]?.text ?? '';
  const within = needlessIn(block, { ...place, path: `${place.path}${name}.` });
  const parts = childrenOf(block, 'body').flatMap((body) =>
    body.namedChildren.filter((child) => child.type === 'attribute' || child.type === 'block'),
  );
  // Any other block says by being there that there is one of it.
  const saysNothing = name === 'timeouts' && place.path === '' && within.length === parts.length;
  return saysNothing && standsAlone(block) ? [{ node: block, path: name, why: 'unset' }] : within;
}

/** Whether nothing but a comment shares its lines. */
function standsAlone(node: Node): boolean {
  const next = node.nextSibling ?? node.parent?.nextSibling;
  const before = node.previousSibling ?? node.parent?.previousSibling;
  const endsLine = next == null || next.type === 'comment' || next.startPosition.row > node.endPosition.row;
  return endsLine && (before == null || before.endPosition.row < node.startPosition.row);
}

function commentsIn(node: Node): readonly Node[] {
  return node.namedChildren.flatMap((child) => (child.type === 'comment' ? [child] : commentsIn(child)));
}

const wholeLines = (text: string, node: Node): TextChange => ({
  start: lineStartAt(text, node.startIndex),
  end: nextLineAt(text, node.endIndex),
  text: '',
});

/** With its line when it has one of its own, else with the blanks before it. */
function withoutComment(text: string, comment: Node): TextChange {
  const start = lineStartAt(text, comment.startIndex);
  const before = text.slice(start, comment.startIndex).trimEnd();
  if (before === '') return wholeLines(text, comment);
  return {
    start: start + before.length,
    end: start + before.length + (comment.endIndex - start - before.length),
    text: '',
  };
}

/** A remark goes with the line of its attribute. */
function outermost(changes: readonly TextChange[]): readonly TextChange[] {
  return changes.filter(
    (change) =>
      !changes.some(
        (other) =>
          other !== change &&
          other.start <= change.start &&
          change.end <= other.end &&
          other.end - other.start > change.end - change.start,
      ),
  );
}
