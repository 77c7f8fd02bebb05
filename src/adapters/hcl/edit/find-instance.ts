import type { ModuleInstance } from './module-instance.ts';
import { blockScope } from './instances.ts';
import { attributeIn } from './module-instance.ts';
import { parseAddress, type ResourceAddress } from './resource-address.ts';
import type { Placed } from './resolution.ts';
import type { Resolver } from './resolver.ts';
import type { Scope } from './scope.ts';
import type { Block } from './syntax-tree.ts';
import { type Obstacle, refuse } from './written.ts';

/** One instance of a resource, and the blocks that write it. */
export interface Instance {
  readonly address: ResourceAddress;
  readonly module: ModuleInstance;
  readonly blocks: readonly Placed<Block>[];
  readonly scope: Scope;
  readonly repeats: 'for_each' | 'count' | null;
}

/** Finds the code of an instance, or says why it is not at hand. */
export function findInstance(resolver: Resolver, text: string): Instance | { readonly obstacle: Obstacle } {
  const address = parseAddress(text);
  if (address === null) {
    return refuse(
      'unsupported',
      'Only attributes of managed resources can be written into code.',
      'Change the code by hand, or decide otherwise about this difference.',
    );
  }
  let module = resolver.root();
  for (const { name, key } of address.modules) {
    const below = module === null ? null : resolver.moduleInstance(module, name, key);
    if (module !== null && below === null) return missingModule(module, name);
    module = below;
  }
  if (module === null) return unread('.');
  const blocks = module.code.blocks.get(`resource.${address.type}.${address.name}`);
  if (blocks === undefined) {
    const broken = module.code.files.find((file) => file.content.kind === 'unreadable');
    if (broken !== undefined) return unread(broken.name);
    return refuse(
      'not_written',
      `No readable file of the module holds the block of ${address.type}.${address.name}.`,
      'Import the resource or write its block, then scan again.',
    );
  }
  const repeats = (['for_each', 'count'] as const).find((meta) => attributeIn(blocks, meta) !== undefined);
  return {
    address,
    module,
    blocks,
    scope: blockScope(resolver, module, blocks, address.key),
    repeats: repeats ?? null,
  };
}

function missingModule(parent: ModuleInstance, name: string): { readonly obstacle: Obstacle } {
  const isCalled = parent.code.blocks.has(`module.${name}`);
  return isCalled
    ? refuse(
        'remote_module',
        `The code of module "${name}" comes from elsewhere and is not at hand.`,
        'Change an input of the module by hand, or the module at its source.',
      )
    : refuse('not_written', `No file calls the module "${name}".`, 'Scan again: the code has changed.');
}

const unread = (name: string): { readonly obstacle: Obstacle } =>
  refuse('syntax', `The file ${name} cannot be read as a whole.`, 'Correct it, or write the change by hand.');
