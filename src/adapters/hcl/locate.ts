import type { CodeTree } from '#ports/code-reader.ts';

import { attributeSteps, type Step } from './attribute-steps.ts';
import type { Block } from './blocks.ts';
import { findWritten, type Written } from './find-written.ts';
import type { ModuleTree } from './module-tree.ts';
import type { CodeFile } from './read-folder.ts';

type Query = Parameters<CodeTree['locate']>[0];
type Location = ReturnType<CodeTree['locate']>;

const KINDS = { managed: 'resource', data: 'data' } as const;

/**
 * Finds a resource's block or the deepest written part of an attribute in it. Where an override file writes the same
 * attribute, that is the place, for that is the value in force. `text` is source as written: it may hold a secret.
 */
export function locateIn(tree: ModuleTree, at: Query): Location {
  const files = tree.get(at.module)?.files ?? [];
  const steps = attributeSteps(at.attribute ?? '');
  let best: { readonly file: CodeFile; readonly written: Written } | null = null;
  for (const file of files) {
    for (const block of file.body.blocks.flatMap(withChecks)) {
      if (!isSame(block, at)) continue;
      const written = findWritten(block, steps);
      const better = best === null || written.taken > best.written.taken;
      if (better || (written.taken > 0 && written.taken === best?.written.taken)) best = { file, written };
    }
  }
  return best === null ? null : location(best.file, best.written, steps);
}

function isSame(block: Block, at: Query): boolean {
  // Only the root module's outputs are in a plan, and there they have no type of a provider's.
  if (at.type === 'output' && at.module === '' && block.kind === 'output') return block.labels[0] === at.name;
  return block.kind === KINDS[at.mode] && block.labels[0] === at.type && block.labels[1] === at.name;
}

/** The data source that a `check` block holds has an address as if it stood at the top. */
function withChecks(block: Block): readonly Block[] {
  return block.kind === 'check' ? block.body.blocks : [block];
}

function location(
  { path, text }: CodeFile,
  { place, isBlock, taken }: Written,
  steps: readonly Step[],
): Location {
  const source = text.slice(place.start, place.end);
  const whole = !isBlock || (taken > 0 && taken === steps.length);
  return {
    file: path,
    line: place.line,
    endLine: place.endLine,
    text: whole ? source : source.slice(0, firstLineEnd(source)).trimEnd(),
  };
}

function firstLineEnd(source: string): number {
  const end = source.indexOf('\n');
  return end === -1 ? source.length : end;
}
