import { readdir, readFile, realpath } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';

import { configFiles } from '../config-files.ts';
import { attributeIn, moduleCode, type ModuleCode } from './module-instance.ts';
import { sourceFile, type SourceFile } from './source-file.ts';
import { variableFileNames } from './variable-files.ts';

/** All code that makes one stack, as it is on disk with the edits so far. */
export interface Codebase {
  /** The code of each module by its path without instance keys; the root is `''`. */
  readonly modules: ReadonlyMap<string, ModuleCode>;
  /** Files with values of root variables, the strongest last. */
  readonly values: readonly SourceFile[];
}

export interface CodebaseRequest {
  /** The root module. Absolute. */
  readonly folder: string;
  /** Absolute; files that are really outside of it are not to be edited. */
  readonly top: string;
  /** Absolute, in order. */
  readonly varFiles: readonly string[];
}

/** Reads files as they are, each once, and keeps what edits made of them. */
export class CodebaseReader {
  readonly #request: CodebaseRequest;
  readonly #texts = new Map<string, Promise<string | null>>();
  readonly #edited = new Map<string, string>();
  readonly #parsed = new Map<string, SourceFile>();
  #installed: Promise<ReadonlyMap<string, string>> | undefined;

  constructor(request: CodebaseRequest) {
    this.#request = request;
  }

  /** Takes an edit in: the next `read` sees it. */
  write(path: string, text: string): void {
    this.#edited.set(path, text);
  }

  /** Files that differ from what is on disk. */
  async edited(): Promise<
    readonly { readonly file: string; readonly before: string; readonly after: string }[]
  > {
    const changed = await Promise.all(
      [...this.#edited].map(async ([file, after]) => ({
        file,
        before: (await this.#onDisk(file)) ?? '',
        after,
      })),
    );
    return changed
      .filter(({ before, after }) => before !== after)
      .toSorted((a, b) => (a.file < b.file ? -1 : 1));
  }

  async read(): Promise<Codebase> {
    const modules = new Map<string, ModuleCode>();
    await this.#readModule(this.#request.folder, '', 'code', modules, new Map());
    const names = await variableFileNames(this.#request.folder);
    const paths = [...names.map((name) => join(this.#request.folder, name)), ...this.#request.varFiles];
    const values = await Promise.all(paths.map((path) => this.#file(path, false)));
    return { modules, values: values.filter((file) => file !== null) };
  }

  async #readModule(
    folder: string,
    path: string,
    from: 'code' | 'elsewhere',
    modules: Map<string, ModuleCode>,
    known: Map<string, ModuleCode>,
  ): Promise<void> {
    // A module that calls itself would go on for ever; the engine refuses it.
    if (path.split('.').length > 40) return;
    const code = known.get(folder) ?? (await this.#readFolder(folder, from === 'elsewhere'));
    known.set(folder, code);
    modules.set(path, code);
    for (const [key, blocks] of code.blocks) {
      const [kind, name] = key.split('.');
      if (kind !== 'module' || name === undefined) continue;
      const below = path === '' ? `module.${name}` : `${path}.module.${name}`;
      const source = attributeIn(blocks, 'source')?.node.value;
      const text = source?.kind === 'text' ? source.text : '';
      const isLocal = text.startsWith('./') || text.startsWith('../');
      const child = isLocal ? resolve(folder, text) : await this.#installedFolder(below);
      if (child !== null) {
        await this.#readModule(child, below, isLocal ? from : 'elsewhere', modules, known);
      }
    }
  }

  async #readFolder(folder: string, isCopy: boolean): Promise<ModuleCode> {
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
    const files: SourceFile[] = [];
    for (const name of configFiles(entries)) {
      const file = await this.#file(join(folder, name), isCopy);
      if (file !== null) files.push(file);
    }
    return moduleCode(folder, files);
  }

  /** Modules from registries and repositories are read where `init` put them, to follow values through them. */
  async #installedFolder(path: string): Promise<string | null> {
    this.#installed ??= readInstalled(this.#request.folder);
    const key = path
      .split('.')
      .filter((_, i) => i % 2 === 1)
      .join('.');
    return (await this.#installed).get(key) ?? null;
  }

  async #file(path: string, isCopy: boolean): Promise<SourceFile | null> {
    const text = this.#edited.get(path) ?? (await this.#onDisk(path));
    if (text === null) return null;
    const known = this.#parsed.get(path);
    if (known?.text === text) return known;
    const name = relative(this.#request.folder, path).replaceAll(sep, '/');
    const closed = isCopy ? 'remote_module' : (await this.#isOutside(path)) ? 'outside_repository' : null;
    const file = await sourceFile(path, name, text, closed);
    this.#parsed.set(path, file);
    return file;
  }

  #onDisk(path: string): Promise<string | null> {
    const known = this.#texts.get(path);
    if (known !== undefined) return known;
    const reading = readExactly(path);
    this.#texts.set(path, reading);
    return reading;
  }

  async #isOutside(path: string): Promise<boolean> {
    const [top, file] = await Promise.all([realPathOf(this.#request.top), realPathOf(path)]);
    const way = relative(top, file);
    return way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way);
  }
}

/** null: there is no such file, or it is no UTF-8 and would not survive being written back. */
async function readExactly(path: string): Promise<string | null> {
  try {
    const bytes = await readFile(path);
    const text = bytes.toString('utf8');
    return Buffer.from(text, 'utf8').equals(bytes) ? text : null;
  } catch {
    return null;
  }
}

const realPathOf = (path: string): Promise<string> =>
  realpath(path).catch(async () => {
    const parent = dirname(path);
    return parent === path ? path : join(await realPathOf(parent), path.slice(parent.length));
  });

/** Which folder holds which module call's code, as `init` wrote it down; empty when it did not. */
async function readInstalled(folder: string): Promise<ReadonlyMap<string, string>> {
  const text = await readExactly(join(folder, '.terraform', 'modules', 'modules.json'));
  const found = new Map<string, string>();
  if (text === null) return found;
  try {
    const manifest = JSON.parse(text) as { readonly Modules?: readonly { Key?: unknown; Dir?: unknown }[] };
    for (const { Key, Dir } of manifest.Modules ?? []) {
      if (typeof Key === 'string' && typeof Dir === 'string') found.set(Key, resolve(folder, Dir));
    }
  } catch {
    // Not the format it has had since 0.12: nothing is followed.
  }
  return found;
}
