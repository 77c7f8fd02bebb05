import { realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import type { ImportAddress, ImportPlace, PlaceRefusal, PlaceRequest } from '#ports/import-placer.ts';
import { locateIn } from '../locate.ts';
import { readModuleTree, type ModuleTree } from '../module-tree.ts';
import type { CodeFolder } from '../read-folder.ts';
import { freeName, importsFile, resourceFile } from './target-files.ts';
import { moduleChain, type ModuleChain } from './module-chain.ts';
import { findSharing } from './shared-code.ts';

type Found = { readonly place: ImportPlace } | { readonly refused: PlaceRefusal };

/** Where the blocks of an imported resource go, or why they can go nowhere. */
export async function findPlace(request: PlaceRequest): Promise<Found> {
  const { folder, top, address } = request;
  const tree = await readModuleTree(folder);
  const root = tree.get('');
  if (root === undefined) throw new Error(`There is no code in ${folder}.`);
  if (request.inCode) {
    const shared = await findSharing(top, [root], tree);
    return shared === null ? checked(request, [root], importOnly(tree, root, address)) : { refused: shared };
  }
  if (address.keyed) return { refused: oneOfMany(address) };
  const chain = moduleChain(tree, address);
  if ('refused' in chain) return chain;
  const outside = await outsideOf(top, chain.innermost);
  if (outside !== null) return { refused: outside };
  const shared = await findSharing(top, chain.folders, tree);
  if (shared !== null) return { refused: shared };
  return checked(request, [root, chain.innermost], withResource(root, chain, address));
}

/** A file that could not be read as a whole may hold anything, the very block as well. */
function checked({ address }: PlaceRequest, code: readonly CodeFolder[], place: ImportPlace): Found {
  const [problem] = code.flatMap(({ problems }) => problems);
  if (problem === undefined) return { place };
  return {
    refused: {
      code: 'syntax',
      sentence: `The code that ${address.text} would go into cannot be read as a whole: ${problem}`,
      next: 'Correct it, commit, and try again.',
    },
  };
}

function withResource(
  root: CodeFolder,
  { innermost, provider }: ModuleChain,
  address: ImportAddress,
): ImportPlace {
  const file = resourceFile(innermost, address.type);
  const path = join(innermost.folder, file);
  const own = importsFile(root);
  return {
    address,
    resourceFile: path,
    // An import block may stand in the root module alone.
    importFile: own.exists || innermost !== root ? join(root.folder, own.name) : path,
    importAfterLine: null,
    draftName: freeName(root, address),
    draftProvider: provider,
    folders: [root.folder, innermost.folder],
  };
}

function importOnly(tree: ModuleTree, root: CodeFolder, address: ImportAddress): ImportPlace {
  const own = importsFile(root);
  const block = locateIn(tree, { ...address, mode: 'managed' });
  const beside = block !== null && isPlainFileOf(root, block.file);
  return {
    address,
    resourceFile: null,
    importFile: !own.exists && beside ? block.file : join(root.folder, own.name),
    importAfterLine: !own.exists && beside ? block.endLine : null,
    draftName: address.name,
    draftProvider: null,
    folders: [root.folder],
  };
}

const isPlainFileOf = (root: CodeFolder, path: string): boolean =>
  !path.endsWith('.json') && root.files.some((file) => file.path === path);

function oneOfMany({ text }: ImportAddress): PlaceRefusal {
  return {
    code: 'instance',
    sentence: `${text} is one instance of several, and no block that is planned makes it: what its for_each or count iterates over is for a person to extend.`,
    next: 'Extend for_each or count so that the plan creates this instance, commit, and run the same command again: it then adds the import block alone.',
  };
}

async function outsideOf(top: string, { folder }: CodeFolder): Promise<PlaceRefusal | null> {
  const [inside, real] = await Promise.all([realpath(top), realpath(folder)]);
  if (real === inside || real.startsWith(inside + sep)) return null;
  return {
    code: 'outside_repository',
    sentence: `The module's code lies in ${folder}, outside of this repository.`,
    next: 'Import it from the repository that the module belongs to, or write it into the root module.',
  };
}
