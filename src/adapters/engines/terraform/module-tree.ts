import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import type { EngineName } from '#ports/engine.ts';
import { readBackend, withoutComments, type BackendKind } from './configuration-text.ts';

/**
 * What the adapter must know of a root module before it starts an engine. It reads text, not HCL: a wrong guess
 * about `needsProviders` or `highestFolder` costs time or an honest unknown, never a wrong plan.
 */
export interface ModuleTree {
  /** The root module's files and those of all local modules below or beside it, sorted by path. */
  readonly files: readonly ModuleFile[];
  readonly backend: BackendKind;
  /** Whether an init will have to install a provider. */
  readonly needsProviders: boolean;
  /** Functions in use whose value depends on where on the disk the engine runs. */
  readonly placeFunctions: readonly string[];
  /** The highest folder that a relative path in any of the files may reach. */
  readonly highestFolder: string;
}

export interface ModuleFile {
  readonly path: string;
  readonly text: string;
}

const CONFIGURATION: Readonly<Record<EngineName, RegExp>> = {
  terraform: /\.tf(?:\.json)?$/,
  tofu: /\.(?:tf|tofu)(?:\.json)?$/,
};
const LOCAL_SOURCE = /"?source"?\s*[=:]\s*"(\.{1,2}(?:\/[^"]*)?)"/g;
const REMOTE_SOURCE = /\bmodule\s+"[^"]*"\s*\{[^}]*\bsource\s*=\s*"[^."]/;
const PROVIDER_USE =
  /required_providers|"?provider"?\s*[:]?\s*["{]|\b(?:resource|data|ephemeral)"?\s*:?\s*\{?\s*"(?!terraform_)/;
const PLACE_FUNCTIONS: readonly { readonly name: string; readonly pattern: RegExp }[] = [
  { name: 'path.cwd', pattern: /\bpath\.cwd\b/ },
  { name: 'abspath()', pattern: /\babspath\s*\(/ },
];
const WAY_UP = /(?<![.\w])\.\.(?:\/\.\.)*(?!\.)/g;
const MODULE_LIMIT = 2_000;

/** Reads a root module; `folder` is absolute and without symbolic links. */
export async function readModuleTree(folder: string, engine: EngineName): Promise<ModuleTree> {
  const files: ModuleFile[] = [];
  const seen = new Set<string>([folder]);
  const queue = [folder];
  const reached = new Set<string>([folder]);
  let rootFiles: readonly ModuleFile[] = [];
  for (let here = queue.shift(); here !== undefined && seen.size <= MODULE_LIMIT; here = queue.shift()) {
    const own = await readConfiguration(here, engine);
    if (here === folder) rootFiles = own;
    files.push(...own);
    for (const { text } of own) {
      for (const target of localSources(text, here)) {
        reached.add(target);
        if (!seen.has(target)) queue.push(target);
        seen.add(target);
      }
      const up = highestWayUp(text);
      reached.add(resolve(here, up)).add(resolve(folder, up));
    }
  }
  files.sort((a, b) => (a.path < b.path ? -1 : 1));
  return {
    files,
    backend: readBackend(rootFiles),
    needsProviders: files.some(({ text }) => PROVIDER_USE.test(text) || REMOTE_SOURCE.test(text)),
    placeFunctions: PLACE_FUNCTIONS.filter(({ pattern }) => files.some(({ text }) => pattern.test(text))).map(
      ({ name }) => name,
    ),
    highestFolder: commonFolder([...reached]),
  };
}

async function readConfiguration(folder: string, engine: EngineName): Promise<readonly ModuleFile[]> {
  const names = await readdir(folder).catch(() => []);
  const wanted = names.filter((name) => CONFIGURATION[engine].test(name) && !name.startsWith('.'));
  return Promise.all(
    wanted.map(async (name) => {
      const path = join(folder, name);
      const text = await readFile(path, 'utf8').catch(() => '');
      return { path, text: name.endsWith('.json') ? text : withoutComments(text) };
    }),
  );
}

function localSources(text: string, folder: string): readonly string[] {
  return [...text.matchAll(LOCAL_SOURCE)].map((match) => resolve(folder, match[1] ?? '.'));
}

function highestWayUp(text: string): string {
  let longest = '.';
  for (const [way] of text.matchAll(WAY_UP)) if (way.length > longest.length) longest = way;
  return longest;
}

/** The deepest folder that holds all of them. */
export function commonFolder(folders: readonly string[]): string {
  const [first = sep, ...rest] = folders;
  return rest.reduce((common, folder) => {
    let here = common;
    while (relative(here, folder).split(sep)[0] === '..') here = dirname(here);
    return here;
  }, first);
}
