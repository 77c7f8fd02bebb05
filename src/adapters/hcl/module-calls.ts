import { resolve } from 'node:path';

import { attributeNamed, type Block } from './blocks.ts';
import type { CodeFolder } from './read-folder.ts';

/** A `module` block whose source is a folder beside this one. */
export interface LocalCall {
  readonly name: string;
  /** Absolute. */
  readonly folder: string;
}

/** The local modules a folder calls; sources from registries, repositories or expressions are left out. */
export function localCalls(code: CodeFolder): readonly LocalCall[] {
  const byName = new Map<string, string>();
  for (const block of code.files.flatMap((file) => file.body.blocks)) {
    const [name] = block.labels;
    const source = block.kind === 'module' ? sourceOf(block) : null;
    if (name === undefined || source === null) continue;
    // An override file comes last and its source is the one that counts.
    if (isLocal(source)) byName.set(name, resolve(code.folder, source));
    else byName.delete(name);
  }
  return [...byName].map(([name, folder]) => ({ name, folder }));
}

function sourceOf(block: Block): string | null {
  const value = attributeNamed(block.body.attributes, 'source')?.value;
  return value?.kind === 'text' ? value.text : null;
}

function isLocal(source: string): boolean {
  return source.startsWith('./') || source.startsWith('../');
}
