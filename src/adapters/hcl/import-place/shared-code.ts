import { realpath } from 'node:fs/promises';
import { relative } from 'node:path';
import type { PlaceRefusal } from '#ports/import-placer.ts';
import { modulesBelow } from '../module-folders.ts';
import type { ModuleTree } from '../module-tree.ts';
import type { CodeFolder } from '../read-folder.ts';

/**
 * Who else would get the resource: a block in a module stands for one resource in each of its uses, also in those of
 * other stacks, which no plan of this one shows.
 * @param chain from the root module to the one that the block goes into
 */
export async function findSharing(
  top: string,
  chain: readonly CodeFolder[],
  tree: ModuleTree,
): Promise<PlaceRefusal | null> {
  const real = await Promise.all(chain.map(({ folder }) => realFolder(folder)));
  const callers = await callersBelow(top);
  for (const [at, folder] of real.entries()) {
    const parent = real[at - 1];
    const other = callers.get(folder)?.find((caller) => caller !== parent);
    if (other !== undefined) return shared(top, folder, `is called from ${shown(top, other)}, too`);
  }
  // Two calls in one folder are one caller.
  const uses = await Promise.all(
    [...tree].map(async ([path, code]) => ({ path, folder: await realFolder(code.folder) })),
  );
  for (const folder of real) {
    const paths = uses.filter((use) => use.folder === folder).map(({ path }) => path);
    if (paths.length > 1) return shared(top, folder, `is used as ${paths.map(calledAs).join(' and ')}`);
  }
  return null;
}

/** Folders that call a folder, both without links. */
async function callersBelow(top: string): Promise<ReadonlyMap<string, readonly string[]>> {
  const callers = new Map<string, string[]>();
  for (const module of await modulesBelow(top, [])) {
    const caller = await realFolder(module.folder);
    for (const call of module.calls) {
      const folder = await realFolder(call);
      callers.set(folder, [...(callers.get(folder) ?? []), caller]);
    }
  }
  return callers;
}

const shared = (top: string, folder: string, how: string): PlaceRefusal => ({
  code: 'shared_module',
  sentence: `The code in ${shown(top, folder)} ${how}: a block in it would make one more resource there.`,
  next: 'Import it under an address in the root module, or write the block by hand with a count that only this use turns on.',
});

const calledAs = (path: string): string => (path === '' ? 'the root module' : path);

const shown = (top: string, folder: string): string => relative(top, folder) || '.';

const realFolder = (folder: string): Promise<string> => realpath(folder).catch(() => folder);
