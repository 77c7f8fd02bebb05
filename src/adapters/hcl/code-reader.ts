import { resolve } from 'node:path';

import type { CodeReader } from '#ports/code-reader.ts';

import { locateIn } from './locate.ts';
import { modulesBelow } from './module-folders.ts';
import { readModuleTree } from './module-tree.ts';
import { movesIn } from './moves.ts';

/**
 * Reads Terraform and OpenTofu code in both syntaxes, without running anything. What cannot be read is named in
 * `problems`; nothing rejects for it. Files are read at every call, so that an edit between two scans is seen.
 */
export function createCodeReader(): CodeReader {
  return {
    modulesBelow,
    async readTree(folder) {
      const tree = await readModuleTree(resolve(folder));
      return { moves: movesIn(tree), locate: (at) => locateIn(tree, at) };
    },
  };
}
