import type { Placed } from './resolution.ts';
import type { Scope } from './scope.ts';
import type { SourceFile } from './source-file.ts';
import { type Attribute, attributeOf, type Block, type Body, type Expression } from './syntax-tree.ts';

/** The code of one folder, by what its names lead to. */
export interface ModuleCode {
  /** Absolute. */
  readonly folder: string;
  readonly files: readonly SourceFile[];
  /** Every block by kind and labels, as in `resource.aws_sqs_queue.jobs`; overrides last. */
  readonly blocks: ReadonlyMap<string, readonly Placed<Block>[]>;
  readonly locals: ReadonlyMap<string, Placed<Expression>>;
}

/** One instance of a module: the code, and the call that made it. */
export interface ModuleInstance {
  /** `''` for the root, else like `module.a["x"].module.b`. */
  readonly address: string;
  /** The address without keys. */
  readonly path: string;
  readonly code: ModuleCode;
  /** null for the root. */
  readonly call: { readonly blocks: readonly Placed<Block>[]; readonly scope: Scope } | null;
}

export function moduleCode(folder: string, files: readonly SourceFile[]): ModuleCode {
  const blocks = new Map<string, Placed<Block>[]>();
  const locals = new Map<string, Placed<Expression>>();
  for (const file of files) {
    for (const block of topBlocks(file)) {
      const key = [block.kind, ...block.labels].join('.');
      const known = blocks.get(key);
      if (known === undefined) blocks.set(key, [{ file, node: block }]);
      else known.push({ file, node: block });
      if (block.kind !== 'locals') continue;
      for (const { name, value } of block.body.attributes) locals.set(name, { file, node: value });
    }
  }
  return { folder, files, blocks, locals };
}

const topBlocks = (file: SourceFile): readonly Block[] =>
  file.content.kind === 'unreadable' ? [] : file.content.body.blocks;

/** The attribute in force of a block that several files write. */
export function attributeIn(blocks: readonly Placed<Block>[], name: string): Placed<Attribute> | undefined {
  for (const { file, node } of blocks.toReversed()) {
    const attribute = attributeOf(node.body, name);
    if (attribute !== undefined) return { file, node: attribute };
  }
  return undefined;
}

/** Nested blocks of a kind, `dynamic` ones included: an override that has some replaces all. */
export function nestedIn(blocks: readonly Placed<Block>[], kind: string): readonly Placed<Block>[] {
  for (const { file, node } of blocks.toReversed()) {
    const found = node.body.blocks.filter((block) => nestedKind(block) === kind);
    if (found.length > 0) return found.map((block) => ({ file, node: block }));
  }
  return [];
}

/** What a nested block writes; a `dynamic` block writes what its label says. */
export const nestedKind = (block: Block): string =>
  block.kind === 'dynamic' ? (block.labels[0] ?? '') : block.kind;

export const nestedKinds = (body: Body): readonly string[] => [...new Set(body.blocks.map(nestedKind))];

export const moduleScope = (module: ModuleInstance): Scope => ({ module, names: new Map() });
