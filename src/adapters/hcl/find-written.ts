import type { Step } from './attribute-steps.ts';
import { type Attribute, attributeNamed, type Block, type Body, type Item, type Place } from './blocks.ts';

/** The deepest part of a block that a path leads to. `taken` counts the steps that the code spells out. */
export interface Written {
  readonly place: Place;
  readonly taken: number;
  /** A block gives its header when the path goes on to something that is not written in it. */
  readonly isBlock: boolean;
}

type Part = { readonly block: Block } | { readonly written: Attribute | Item };

/** Follows the path into the block as far as the code goes. */
export function findWritten(block: Block, steps: readonly Step[]): Written {
  let part: Part = { block };
  let taken = 0;
  while (taken < steps.length) {
    const next = descend(part, steps[taken], steps[taken + 1]);
    if (next === null) break;
    part = next.part;
    taken += next.steps;
  }
  const isBlock = 'block' in part;
  return { place: 'block' in part ? part.block : part.written, taken, isBlock };
}

interface Descent {
  readonly part: Part;
  readonly steps: number;
}

function descend(part: Part, step: Step | undefined, after: Step | undefined): Descent | null {
  if (step === undefined) return null;
  return 'block' in part ? inBody(contentOf(part.block), step, after) : inValue(part.written, step);
}

/** What a dynamic block writes stands in its `content`; in JSON that is an attribute like any other. */
function contentOf(block: Block): Body {
  if (block.kind !== 'dynamic') return block.body;
  const content = attributeNamed(block.body.attributes, 'content')?.value;
  if (content?.kind === 'object') return { attributes: content.members, blocks: [] };
  return block.body.blocks.find((inner) => inner.kind === 'content')?.body ?? block.body;
}

function inBody(body: Body, step: Step, after: Step | undefined): Descent | null {
  const attribute = attributeNamed(body.attributes, String(step));
  if (attribute !== undefined) return { part: { written: attribute }, steps: 1 };
  const index = typeof after === 'number' ? after : 0;
  const block = occurrence(body.blocks, String(step), index);
  return block === null ? null : { part: { block }, steps: typeof after === 'number' ? 2 : 1 };
}

/** The n-th block of a kind. A dynamic block stands for all that come from its place on. */
function occurrence(blocks: readonly Block[], kind: string, index: number): Block | null {
  let before = 0;
  for (const block of blocks) {
    if (block.kind === 'dynamic' && block.labels[0] === kind) return block;
    if (block.kind !== kind) continue;
    if (before === index) return block;
    before += 1;
  }
  return null;
}

function inValue({ value, ...place }: Attribute | Item, step: Step): Descent | null {
  if (value.kind === 'object') {
    const member = attributeNamed(value.members, String(step));
    if (member !== undefined) return { part: { written: member }, steps: 1 };
    // JSON may write a single nested block without the list around it.
    if (step === 0) return { part: { written: { ...place, value } }, steps: 1 };
  }
  if (value.kind === 'list' && typeof step === 'number') {
    const item = value.items[step];
    if (item !== undefined) return { part: { written: item }, steps: 1 };
  }
  return null;
}
