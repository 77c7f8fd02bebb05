import { realpath } from 'node:fs/promises';

import { type LocalCall, localCalls } from './module-calls.ts';
import { type CodeFolder, readFolder } from './read-folder.ts';

/** The code of each module by its path without instance keys: the root is `''`, then `module.a`, `module.a.module.b`. */
export type ModuleTree = ReadonlyMap<string, CodeFolder>;

/**
 * Reads a root module and the local modules below it. Modules from elsewhere are not followed: their code is a copy
 * in the engine's data folder, where nobody corrects anything.
 */
export async function readModuleTree(folder: string): Promise<ModuleTree> {
  const folders = await readReachable(folder);
  const tree = new Map<string, CodeFolder>();
  place(folder, '', []);
  return tree;

  function place(at: string, path: string, above: readonly Reached[]): void {
    const reached = folders.get(at);
    // A module that calls itself would go on for ever; the engine refuses it, so nothing is lost.
    if (reached === undefined || above.includes(reached)) return;
    tree.set(path, reached.code);
    for (const call of reached.calls) {
      place(call.folder, `${path === '' ? '' : `${path}.`}module.${call.name}`, [...above, reached]);
    }
  }
}

interface Reached {
  readonly code: CodeFolder;
  readonly calls: readonly LocalCall[];
}

/** Each folder is read once, however many modules are made of it and whatever links lead to it. */
async function readReachable(folder: string): Promise<ReadonlyMap<string, Reached>> {
  const reached = new Map<string, Reached>();
  const byRealPath = new Map<string, Reached>();
  const waiting = [folder];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (reached.has(next)) continue;
    const real = await realPathOf(next);
    const known = byRealPath.get(real);
    const here = known ?? (await readOne(next));
    reached.set(next, here);
    byRealPath.set(real, here);
    if (known === undefined) waiting.push(...here.calls.map((call) => call.folder));
  }
  return reached;
}

async function readOne(folder: string): Promise<Reached> {
  const code = await readFolder(folder);
  return { code, calls: localCalls(code) };
}

async function realPathOf(folder: string): Promise<string> {
  try {
    return await realpath(folder);
  } catch {
    return folder;
  }
}
