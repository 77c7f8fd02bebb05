import type { ImportAddress, PlaceRefusal } from '#ports/import-placer.ts';
import { attributeNamed, type Block } from '../blocks.ts';
import type { ModuleTree } from '../module-tree.ts';
import type { CodeFolder } from '../read-folder.ts';

/** The modules from the root down to the one that an address lies in. */
export interface ModuleChain {
  readonly innermost: CodeFolder;
  /** The root first. */
  readonly folders: readonly CodeFolder[];
  /** What the root module calls the provider that the innermost one uses; null: the default one. */
  readonly provider: string | null;
}

/** Follows the calls of local modules. Each must be called once, or the block would stand for several resources. */
export function moduleChain(
  tree: ModuleTree,
  address: ImportAddress,
): ModuleChain | { readonly refused: PlaceRefusal } {
  const names = address.module === '' ? [] : address.module.split('.').filter((_, i) => i % 2 === 1);
  const calls: Block[] = [];
  const folders: CodeFolder[] = [];
  let path = '';
  for (const name of ['', ...names]) {
    if (name !== '') {
      const call = callNamed(folders.at(-1), name);
      const refused = call === null ? noCall(address, name) : refusalOf(call, address, name);
      if (refused !== null) return { refused };
      if (call !== null) calls.push(call);
      path = path === '' ? `module.${name}` : `${path}.module.${name}`;
    }
    const folder = tree.get(path);
    if (folder === undefined) return { refused: elsewhere(address, name) };
    folders.push(folder);
  }
  const innermost = folders.at(-1);
  if (innermost === undefined) throw new Error('A module tree has a root.');
  return { innermost, folders, provider: providerOf(address, calls) };
}

function callNamed(code: CodeFolder | undefined, name: string): Block | null {
  const blocks = code?.files.flatMap((file) => file.body.blocks) ?? [];
  return blocks.findLast((block) => block.kind === 'module' && block.labels[0] === name) ?? null;
}

function refusalOf(call: Block, address: ImportAddress, name: string): PlaceRefusal | null {
  const repeated = ['count', 'for_each'].find((each) => attributeNamed(call.body.attributes, each));
  if (repeated === undefined) return null;
  return {
    code: 'instance',
    sentence: `module.${name} has ${repeated}: a block in it stands for one resource in each of its instances, and ${address.text} is one object.`,
    next: 'Write the resource into the module by hand, so that the plan creates the instance that is to be imported, commit, and run the command with that address, its key included.',
  };
}

const noCall = ({ text }: ImportAddress, name: string): PlaceRefusal => ({
  code: 'no_module',
  sentence: `${text} cannot be placed: the code calls no module "${name}" there.`,
  next: 'Correct the address, or write the module call first and commit it.',
});

const elsewhere = ({ text }: ImportAddress, name: string): PlaceRefusal => ({
  code: 'remote_module',
  sentence: `${text} cannot be placed: the code of module "${name}" comes from elsewhere, and what is on this machine is a copy.`,
  next: 'Add the resource to the module at its source, or import it under an address in the root module.',
});

/** From the inside out: a module that is handed providers sees nothing else. */
function providerOf({ type }: ImportAddress, calls: readonly Block[]): string | null {
  let wanted = type.split('_', 1)[0] ?? type;
  const plain = wanted;
  for (const call of calls.toReversed()) {
    const handed = attributeNamed(call.body.attributes, 'providers')?.value;
    const member = handed?.kind === 'object' ? attributeNamed(handed.members, wanted)?.value : undefined;
    if (member?.kind === 'reference') wanted = member.address;
  }
  return wanted === plain ? null : wanted;
}
