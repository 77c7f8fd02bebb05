/** A folder with configuration and the folders of the modules that it calls. Absolute. */
export interface CallingFolder {
  readonly folder: string;
  readonly calls: readonly string[];
}

/** The folder and every module that it calls, directly or through others; a call of itself or in a circle ends. */
export function calledFrom(folder: string, modules: readonly CallingFolder[]): ReadonlySet<string> {
  const calls = new Map(modules.map((module) => [module.folder, module.calls]));
  const reached = new Set<string>();
  const waiting = [folder];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (reached.has(next)) continue;
    reached.add(next);
    waiting.push(...(calls.get(next) ?? []));
  }
  return reached;
}

/**
 * The folders that the changed files belong to: of each file the nearest folder above it that holds configuration or is
 * called as a module. A file that belongs to none (a readme at the top) touches nothing.
 */
export function touchedFolders(
  changed: readonly string[],
  modules: readonly CallingFolder[],
): ReadonlySet<string> {
  const known = new Set(modules.flatMap(({ folder, calls }) => [folder, ...calls]));
  const touched = new Set<string>();
  for (const file of changed) {
    let folder = parent(file);
    while (folder !== '' && !known.has(folder)) folder = parent(folder);
    if (folder !== '') touched.add(folder);
  }
  return touched;
}

const parent = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));
