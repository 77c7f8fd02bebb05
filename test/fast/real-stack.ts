import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openPrivateCache } from '#platform/private-cache.ts';
import { openMotoStack, type MotoStack } from '#test/moto-stack.ts';
import type { FoundParts } from '#test/real-parts.ts';
import { zipWith } from '#test/zip-file.ts';
import { compareWays, type ComparedWays } from './compare-ways.ts';

/** The platform of the real suite, and more of it abroad, applied to an AWS in memory. */
export interface RealStack extends MotoStack {
  compare(options?: { readonly warm: boolean }): Promise<ComparedWays>;
  /** Changes one file of the stack. */
  edit(file: string, change: (text: string) => string): Promise<void>;
  /** Changes the state file as an older or a newer Terraform would have written it. */
  editState(change: (state: StateFile) => void): Promise<void>;
  /** Files and state as they are now, to come back to. Reality stays as it is. */
  snapshot(): Promise<() => Promise<void>>;
  /** How many types of managed resources the state holds. */
  typesInState(): Promise<number>;
}

/** What tests touch of a state file. */
export interface StateFile {
  readonly resources: readonly {
    readonly mode: string;
    readonly type: string;
    readonly name: string;
    readonly instances: StateInstance[];
  }[];
}
export type StateInstance = Record<string, unknown> & {
  schema_version: number;
  attributes?: Record<string, unknown>;
};

const REAL_PLATFORM = join(import.meta.dirname, '..', 'real', 'platform');
export const EDITED_PLATFORM = join(REAL_PLATFORM, 'edited');

export async function openRealStack(parts: FoundParts): Promise<RealStack> {
  const stack = await openMotoStack(parts);
  const root = join(stack.folder, '..');
  const statePath = join(stack.folder, 'terraform.tfstate');
  const readState = async (): Promise<StateFile> =>
    JSON.parse(await readFile(statePath, 'utf8')) as StateFile;
  await cp(join(REAL_PLATFORM, 'applied'), stack.folder, { recursive: true });
  await cp(join(import.meta.dirname, 'platform'), stack.folder, { recursive: true });
  await writeFile(join(stack.folder, 'orders.zip'), zipWith('index.js', 'exports.handler = () => ({});\n'));
  await stack.apply();
  await mkdir(join(root, 'cache'), { mode: 0o700 });
  const opened = await openPrivateCache({ KEDGE_CACHE_DIR: join(root, 'cache') });
  if ('refused' in opened) throw new Error(opened.refused);
  return {
    ...stack,
    compare: ({ warm } = { warm: false }) =>
      compareWays(
        { cache: opened.cache, env: stack.env },
        {
          id: 'stack',
          folder: stack.folder,
          engine: 'terraform',
          binary: null,
          workspace: null,
          varFiles: [],
          backendConfig: [],
          lock: false,
          timeoutMs: 400_000,
          allowEnv: [],
          providerMirror: parts['aws-provider'],
          fast: 'on',
        },
        warm,
      ),
    edit: async (file, change) => {
      const path = join(stack.folder, file);
      const before = await readFile(path, 'utf8');
      const after = change(before);
      if (after === before) throw new Error(`Nothing changed in ${file}.`);
      await writeFile(path, after);
    },
    editState: async (change) => {
      const state = await readState();
      change(state);
      await writeFile(statePath, JSON.stringify(state));
    },
    snapshot: async () => {
      const kept = join(root, 'kept');
      await cp(stack.folder, kept, { recursive: true, verbatimSymlinks: true });
      return async () => {
        await rm(stack.folder, { recursive: true });
        await cp(kept, stack.folder, { recursive: true, verbatimSymlinks: true });
      };
    },
    typesInState: async () => {
      const { resources } = await readState();
      return new Set(resources.filter(({ mode }) => mode === 'managed').map(({ type }) => type)).size;
    },
  };
}
