import type { CodeMove } from '#ports/code-reader.ts';

import { attributeNamed, type Block } from './blocks.ts';
import type { ModuleTree } from './module-tree.ts';

/**
 * All `moved` blocks of a tree, the root's first. Addresses of a child module carry its path without instance keys:
 * of a module called with `count` or `for_each` one move stands for the moves in all its instances.
 */
export function movesIn(tree: ModuleTree): readonly CodeMove[] {
  return [...tree].flatMap(([module, code]) =>
    code.files
      .flatMap((file) => file.body.blocks)
      .filter((block) => block.kind === 'moved')
      .flatMap((block) => moveOf(block, module)),
  );
}

function moveOf(block: Block, module: string): readonly CodeMove[] {
  const from = address(block, 'from');
  const to = address(block, 'to');
  if (from === null || to === null) return [];
  const prefix = module === '' ? '' : `${module}.`;
  return [{ from: prefix + from, to: prefix + to }];
}

/** HCL writes the address as a reference, JSON as a string. */
function address(block: Block, name: string): string | null {
  const value = attributeNamed(block.body.attributes, name)?.value;
  if (value?.kind === 'reference') return value.address;
  return value?.kind === 'text' ? value.text : null;
}
