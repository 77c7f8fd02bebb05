import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmod,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  realpath,
  rm,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { accessSync, constants } from 'node:fs';
import { promisify } from 'node:util';
import type { Engine, EngineName, EngineProgress, EngineStack, PlanOutcome } from '#ports/engine.ts';
import { openPrivateCache, type PrivateCache } from '#platform/private-cache.ts';
import { createTerraformEngine } from '../terraform-engine.ts';

/** For the tests of this folder: a stack on the disk, a cache of its own, and the real engine. */

const run = promisify(execFile);

/** Each engine, and why it cannot be tested here when its binary is not on the PATH. */
export const ENGINES: readonly { readonly name: EngineName; readonly missing: boolean }[] = (
  ['terraform', 'tofu'] as const
).map((name) => ({ name, missing: !onPath(name) }));

function onPath(name: string): boolean {
  return (process.env['PATH'] ?? '').split(delimiter).some((entry) => {
    try {
      accessSync(join(entry, name), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

export interface StackFixture {
  /** A private folder of this test; `stack` and `cache` lie in it. */
  readonly root: string;
  readonly cache: PrivateCache;
  /** Lines that the engine logged, one per process it ran. */
  readonly log: readonly string[];
  readonly env: Record<string, string | undefined>;
  folder(path?: string): string;
  write(files: Readonly<Record<string, string>>): Promise<void>;
  /** A program in place of the engine, for faults that the real one cannot be made to have. */
  fakeEngine(script: string): Promise<string>;
  stack(changes?: Partial<EngineStack>): EngineStack;
  plan(changes?: Partial<EngineStack>, options?: PlanOptions): Promise<PlanOutcome>;
  /** Runs the engine as a user does, with the user's own data folder. */
  asUser(args: readonly string[], path?: string): Promise<string>;
  engine(patienceMs?: number): Engine;
  remove(): Promise<void>;
}

export interface PlanOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: EngineProgress) => void;
  readonly patienceMs?: number;
}

export async function createStackFixture(name: EngineName): Promise<StackFixture> {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'kedge-engine-')));
  const opened = await openPrivateCache({ KEDGE_CACHE_DIR: join(root, 'cache') });
  if ('refused' in opened) throw new Error(opened.refused);
  const { cache } = opened;
  const env: Record<string, string | undefined> = {
    PATH: process.env['PATH'],
    HOME: join(root, 'home'),
    TMPDIR: process.env['TMPDIR'],
  };
  const log: string[] = [];
  const folder = (path = 'stack'): string => join(root, 'code', path);
  const engine = (patienceMs?: number): Engine =>
    createTerraformEngine({
      cache,
      env,
      log: (line) => log.push(line),
      grace: { afterInterruptMs: 500, afterTerminateMs: 200 },
      ...(patienceMs === undefined ? {} : { patienceMs }),
    });
  const stack = (changes: Partial<EngineStack> = {}): EngineStack => ({
    id: 'stack',
    folder: folder(),
    engine: name,
    binary: null,
    workspace: null,
    varFiles: [],
    backendConfig: [],
    lock: false,
    timeoutMs: 60_000,
    allowEnv: [],
    providerMirror: null,
    fast: 'off',
    ...changes,
  });
  return {
    root,
    cache,
    log,
    env,
    folder,
    engine,
    stack,
    write: (files) => writeFiles(join(root, 'code'), files),
    fakeEngine: async (script) => {
      const path = join(root, 'bin', name);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, `#!/bin/sh\n${script}\n`);
      await chmod(path, 0o755);
      return path;
    },
    plan: (changes = {}, options = {}) =>
      engine(options.patienceMs).plan(
        stack(changes),
        options.onProgress ?? (() => undefined),
        options.signal ?? new AbortController().signal,
      ),
    asUser: async (args, path) => {
      const { stdout } = await run(name, [...args], {
        cwd: folder(path),
        env: { ...env, TF_IN_AUTOMATION: '1', CHECKPOINT_DISABLE: '1' },
      });
      return stdout;
    },
    remove: () => rm(root, { recursive: true, force: true }),
  };
}

async function writeFiles(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  }
}

/** Every entry below a folder with its kind, mode, times and content: equal digests mean that nothing was touched. */
export async function folderDigest(folder: string): Promise<string> {
  const digest = createHash('sha256');
  const visit = async (path: string): Promise<void> => {
    const about = await lstat(path, { bigint: true });
    digest.update(`${path} ${about.mode} ${about.mtimeNs} ${about.ctimeNs} ${about.size}\n`);
    if (about.isSymbolicLink()) digest.update(await readlink(path));
    else if (about.isFile()) digest.update(await readFile(path));
    else for (const name of (await readdir(path)).toSorted()) await visit(join(path, name));
  };
  await visit(folder);
  return digest.digest('hex');
}

/** Files below a folder by name, for questions such as "is a plan file left?". */
export async function filesBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => !entry.isDirectory()).map((entry) => join(entry.parentPath, entry.name));
}

/** A mirror with the provider of inert-provider.ts in it. */
export async function writeProviderMirror(
  folder: string,
  platform: string,
  version = '1.0.0',
): Promise<string> {
  const place = join(folder, 'registry.terraform.io', 'kedge', 'inert', version, platform);
  const file = join(place, `terraform-provider-inert_v${version}`);
  await mkdir(place, { recursive: true });
  const program = join(import.meta.dirname, 'inert-provider.ts');
  await writeFile(file, `#!/bin/sh\n# ${version}\nexec '${process.execPath}' '${program}'\n`);
  await chmod(file, 0o755);
  return folder;
}
