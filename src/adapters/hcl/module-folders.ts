import { realpath } from 'node:fs/promises';
import { isAbsolute, join, matchesGlob, relative, resolve, sep } from 'node:path';

import type { Dirent } from 'node:fs';

import type { ModuleFolder } from '#ports/code-reader.ts';

import { type Body, holds } from './blocks.ts';
import { configFiles, LOCK_FILE } from './config-files.ts';
import { localCalls } from './module-calls.ts';
import { type CodeFolder, listFolder, readFiles } from './read-folder.ts';

/**
 * Every folder at or below `root` that holds configuration, sorted by path. Dot folders and `node_modules` are left
 * out, and what matches a pattern of `exclude` (globs over the path from `root`, with `/`), with all below it.
 * Linked folders are not entered: those inside `root` are met anyway, and those outside may lead anywhere.
 * A folder that cannot be listed is in the result with its problem, since it may hold anything.
 */
export async function modulesBelow(
  root: string,
  exclude: readonly string[],
): Promise<readonly ModuleFolder[]> {
  const top = resolve(root);
  const patterns = exclude.map(withoutTail);
  const found: ModuleFolder[] = [];
  const waiting = [top];
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    const entries = await listFolder(folder);
    if (typeof entries === 'string') {
      found.push(unlisted(folder, entries));
      continue;
    }
    const names = configFiles(entries);
    if (names.length > 0) found.push(await describe(top, await readFiles(folder, names, TELLING), entries));
    waiting.push(...subfolders(folder, entries).filter((below) => !isExcluded(top, below, patterns)));
  }
  return found.toSorted((a, b) => (a.folder < b.folder ? -1 : 1));
}

/** What tells a root module from others and names the modules it calls. */
const TELLING: ReadonlySet<string> = new Set(['terraform', 'provider', 'module']);

function subfolders(folder: string, entries: readonly Dirent[]): readonly string[] {
  return entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && entry.name !== 'node_modules')
    .map((entry) => join(folder, entry.name));
}

/** `examples/**` is meant for the folder too, not just for what lies in it. */
function withoutTail(pattern: string): string {
  let end = pattern.length;
  while (pattern.endsWith('/**', end) || pattern.endsWith('/', end)) {
    end -= pattern.endsWith('/', end) ? 1 : '/**'.length;
  }
  return pattern.slice(pattern.startsWith('./') ? 2 : 0, end);
}

function isExcluded(top: string, folder: string, patterns: readonly string[]): boolean {
  const path = relative(top, folder).replaceAll(sep, '/');
  return patterns.some((pattern) => matchesGlob(path, pattern));
}

async function describe(top: string, code: CodeFolder, entries: readonly Dirent[]): Promise<ModuleFolder> {
  const bodies = code.files.map((file) => file.body);
  const settings = bodies.flatMap((body) =>
    body.blocks.filter((block) => block.kind === 'terraform').map((block) => block.body),
  );
  const set = (name: string): boolean => settings.some((body: Body) => holds(body, name));
  const folders = await Promise.all(localCalls(code).map((call) => asSeenFrom(top, call.folder)));
  return {
    folder: code.folder,
    hasBackend: set('backend') || set('cloud'),
    hasProvider: bodies.some((body) => holds(body, 'provider')),
    hasRequiredProviders: set('required_providers'),
    hasLockFile: entries.some((entry) => entry.name === LOCK_FILE),
    calls: [...new Set(folders)].toSorted(),
    problems: code.problems,
  };
}

/** A module reached through a link is the folder that the walk lists, under the name the walk gives it. */
async function asSeenFrom(top: string, folder: string): Promise<string> {
  try {
    const path = relative(await realpath(top), await realpath(folder));
    return path === '..' || path.startsWith(`..${sep}`) || isAbsolute(path) ? folder : join(top, path);
  } catch {
    // A call of a folder that is not there: the engine says so at init.
    return folder;
  }
}

function unlisted(folder: string, problem: string): ModuleFolder {
  return {
    folder,
    hasBackend: false,
    hasProvider: false,
    hasRequiredProviders: false,
    hasLockFile: false,
    calls: [],
    problems: [problem],
  };
}
