import { withOneGap } from './body-edits.ts';
import { forEachKey, keysOf } from './instances.ts';
import { entriesOf } from './iteration.ts';
import { ValueEdit } from './edit-value.ts';
import { findInstance, type Instance } from './find-instance.ts';
import { jsonOf } from './literal-value.ts';
import { computed } from './obstacles.ts';
import { referencesTo } from './references.ts';
import { removeEntry } from './remove-entry.ts';
import { attributeIn, moduleScope } from './module-instance.ts';
import type { Placed } from './resolution.ts';
import type { Resolver } from './resolver.ts';
import { placeName } from './source-file.ts';
import type { Block, Span } from './syntax-tree.ts';
import { isBlank, lineEndOf, lineStartAt, nextLineAt, type TextChange } from './text-change.ts';
import { type Operation, type Outcome, refuse } from './written.ts';

export interface Removal {
  readonly address: string;
  /** Every address whose removal is wanted: all instances of a block together take the block with them. */
  readonly all: ReadonlySet<string>;
  readonly hasRemovedBlocks: boolean;
}

/** The changes that take a resource out of the code, or one of its instances out of what repeats it. */
export function settleRemoval(resolver: Resolver, removal: Removal): Outcome {
  const instance = findInstance(resolver, removal.address);
  if ('obstacle' in instance) return instance;
  const instances = instancesOf(resolver, instance);
  const left = instances?.filter((address) => !removal.all.has(address)) ?? null;
  const wholly = left !== null && left.length === 0;
  const key = wholly ? null : instance.address.key;
  const used = referencesTo(instance.module.code, instance.address, key);
  if (used.length > 0) {
    return refuse(
      'shared',
      `${removal.address} is still referred to at ${used.join(', ')}.`,
      'Change those places first so that they do without it.',
    );
  }
  if (wholly) return removeBlocks(instance, removal.hasRemovedBlocks);
  if (instance.repeats !== null && instance.address.key !== null) return removeInstance(resolver, instance);
  return refuse(
    'shared',
    `The block at ${blockPlace(instance)} makes other resources too: ${(left ?? ['how many cannot be told']).join(', ')}.`,
    'Take this one out by hand, for example with a condition of its own.',
  );
}

const blockPlace = ({ blocks }: Instance): string =>
  blocks.map(({ file, node }) => placeName(file, node.start)).join(', ');

/** Addresses of everything that the same blocks make, in every module made of the same folder. */
function instancesOf(resolver: Resolver, { module, blocks, address }: Instance): readonly string[] | null {
  const found: string[] = [];
  let isKnown = true;
  const root = resolver.root();
  const visit = (here: NonNullable<typeof root>): void => {
    if (here.code === module.code) {
      const keys = keysOf(resolver, here, blocks);
      isKnown &&= keys !== null;
      const prefix = here.address === '' ? '' : `${here.address}.`;
      for (const key of keys ?? []) {
        const suffix = key === null ? '' : `[${JSON.stringify(key)}]`;
        found.push(`${prefix}${address.type}.${address.name}${suffix}`);
      }
    }
    for (const [name, calls] of here.code.blocks) {
      if (calls[0]?.node.kind !== 'module') continue;
      const keys = keysOf(resolver, here, calls);
      isKnown &&= keys !== null;
      for (const key of keys ?? []) {
        const child = resolver.moduleInstance(here, name.slice('module.'.length), key);
        if (child !== null) visit(child);
      }
    }
  };
  if (root !== null) visit(root);
  return isKnown ? found : null;
}

function removeBlocks({ blocks, address }: Instance, hasRemovedBlocks: boolean): Outcome {
  const [base] = blocks;
  if (base === undefined || blocks.some(({ node }) => node.body.notation !== 'hcl')) {
    return refuse('syntax', 'The resource is written in JSON.', 'Remove it by hand.');
  }
  const operations = blocks.map((block): Operation => {
    const isBase = block === base;
    return {
      file: block.file,
      changes: [
        isBase && hasRemovedBlocks
          ? replaceByRemoved(block, `${address.type}.${address.name}`)
          : { ...wholeBlock(block), text: '' },
      ],
      place: block.node,
      part: null,
      what: 'the resource block',
      names: [],
    };
  });
  return { operations };
}

function replaceByRemoved(block: Placed<Block>, from: string): TextChange {
  const { text } = block.file;
  const start = commentStart(text, block.node);
  const line = lineEndOf(text);
  const source = ['removed {', `  from = ${from}`, '', '  lifecycle {', '    destroy = false', '  }', '}'];
  return { start, end: block.node.end, text: source.join(line) };
}

function wholeBlock({ file, node }: Placed<Block>): Span {
  const { text } = file;
  const lines = { start: commentStart(text, node), end: nextLineAt(text, node.end) };
  return withOneGap(text, { start: 0, end: text.length }, lines);
}

/** Comments right above a block speak of it. One that starts the file speaks of the file. */
function commentStart(text: string, node: Span): number {
  let start = lineStartAt(text, node.start);
  for (;;) {
    if (start === 0) break;
    const above = lineStartAt(text, start - 1);
    const line = text.slice(above, start).trim();
    if (!line.startsWith('#') && !line.startsWith('//')) break;
    start = above;
  }
  const mark = text.charAt(start) === '\uFEFF' ? 1 : 0;
  while (isBlank(text.charAt(start + mark))) return node.start;
  return start + mark;
}

/** One instance goes by its entry in what the block repeats over. */
function removeInstance(resolver: Resolver, instance: Instance): Outcome {
  const { module, blocks, address, repeats } = instance;
  const attribute = attributeIn(blocks, repeats ?? '');
  if (attribute === undefined) return { operations: [] };
  const at = { file: attribute.file, expression: attribute.node.value, scope: moduleScope(module) };
  const edit = new ValueEdit(resolver);
  if (repeats === 'for_each') {
    const entries = entriesOf(resolver, resolver.resolve(at));
    const entry = entries?.find((one) => forEachKey(resolver, one) === String(address.key));
    const [block] = blocks;
    if (entry === undefined || block === undefined) return { obstacle: computed(at) };
    removeEntry(edit, entry, block, []);
    return edit.outcome();
  }
  const count = Number(jsonOf(resolver.known(at)));
  if (address.key !== count - 1) {
    return refuse(
      'shared',
      `${blockPlace(instance)} counts its instances, and without this one those behind it would get other numbers.`,
      'Turn count into for_each with moved blocks, then remove the entry.',
    );
  }
  edit.edit(at, count, count - 1, []);
  return edit.outcome();
}
