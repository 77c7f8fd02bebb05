import type { CodeReader, ModuleFolder } from '#ports/code-reader.ts';
import type { EngineStack } from '#ports/engine.ts';
import type { ListedStack, StackSettings } from '#ports/project-reader.ts';

export type { ListedStack, StackSettings } from '#ports/project-reader.ts';

export interface FindRequest {
  /** Absolute folders to look below. */
  readonly paths: readonly string[];
  /** What ids are relative to. */
  readonly root: string;
  readonly exclude: readonly string[];
  readonly listed: readonly ListedStack[];
  readonly defaults: StackSettings;
}

export interface FoundStack {
  readonly id: string;
  /** Relative to the root, forward slashes; `.` for the root itself. */
  readonly path: string;
  readonly owner: string | null;
  readonly stack: EngineStack;
}

export interface PassedOver {
  readonly path: string;
  readonly why: string;
}

export interface FoundStacks {
  readonly stacks: readonly FoundStack[];
  /** Folders with configuration that are no stacks, each with its reason: `scan -v` and `init` show them. */
  readonly passedOver: readonly PassedOver[];
}

/**
 * The root modules below the paths: folders with a backend, a provider, required_providers or a lock file that no
 * other folder calls as a module. A path that was named itself is taken at its word when it holds configuration.
 */
export async function findStacks(request: FindRequest, code: CodeReader): Promise<FoundStacks> {
  const modules = await allModules(request, code);
  const called = new Map(modules.flatMap((module) => module.calls.map((folder) => [folder, module.folder])));
  const stacks: FoundStack[] = [];
  const passedOver: PassedOver[] = [];
  const listedAt = new Set(request.listed.map((listed) => listed.folder));

  for (const module of modules) {
    if (listedAt.has(module.folder)) continue;
    const why = whyNot(module, called, request);
    if (why === null)
      stacks.push(
        found(request, { folder: module.folder, name: null, owner: null, settings: request.defaults }),
      );
    else passedOver.push({ path: relativePath(request.root, module.folder), why });
  }
  for (const listed of request.listed.filter((each) => isBelow(each.folder, request.paths))) {
    if (listed.skip)
      passedOver.push({ path: relativePath(request.root, listed.folder), why: 'kedge.yaml skips it' });
    else stacks.push(found(request, listed));
  }
  return { stacks: stacks.toSorted((a, b) => (a.id < b.id ? -1 : 1)), passedOver };
}

async function allModules(request: FindRequest, code: CodeReader): Promise<readonly ModuleFolder[]> {
  const byFolder = new Map<string, ModuleFolder>();
  for (const path of request.paths) {
    for (const module of await code.modulesBelow(path, request.exclude)) byFolder.set(module.folder, module);
  }
  return [...byFolder.values()];
}

function whyNot(
  module: ModuleFolder,
  called: ReadonlyMap<string, string>,
  request: FindRequest,
): string | null {
  const caller = called.get(module.folder);
  const isNamed = request.paths.includes(module.folder);
  if (caller !== undefined && caller !== module.folder) {
    return isNamed && module.hasLockFile ? null : `it is a module of ${relativePath(request.root, caller)}`;
  }
  const isRoot = module.hasBackend || module.hasProvider || module.hasRequiredProviders || module.hasLockFile;
  if (isRoot || isNamed) return null;
  return 'it has no backend, provider or required_providers block; list it in kedge.yaml if it is a stack';
}

function found(request: FindRequest, stack: Omit<ListedStack, 'skip'>): FoundStack {
  const { folder, name, owner, settings } = stack;
  const path = relativePath(request.root, folder);
  const suffix =
    settings.workspace === null || settings.workspace === 'default' ? '' : `@${settings.workspace}`;
  const id = name ?? `${path}${suffix}`;
  return { id, path, owner, stack: { ...settings, id, folder } };
}

const isBelow = (folder: string, paths: readonly string[]): boolean =>
  paths.some((path) => folder === path || folder.startsWith(path === '/' ? path : `${path}/`));

function relativePath(root: string, folder: string): string {
  if (folder === root) return '.';
  return folder.startsWith(`${root}/`) ? folder.slice(root.length + 1) : folder;
}
