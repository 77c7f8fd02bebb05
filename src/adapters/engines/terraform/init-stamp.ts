import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { EngineStack } from '#ports/engine.ts';
import type { FoundEngine } from './engine-binary.ts';
import type { ModuleTree } from './module-tree.ts';
import { BACKEND_RECORD } from './backend-record.ts';

/** A digest of everything that an init depends on. The same digest: the last init still stands. */
export async function initStamp(inputs: {
  readonly stack: EngineStack;
  readonly engine: FoundEngine;
  readonly tree: ModuleTree;
  readonly lockFile: string | null;
  readonly userData: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}): Promise<string> {
  const { stack, engine, tree, lockFile, userData, env } = inputs;
  const backendFiles = stack.backendConfig.filter((setting) => !setting.includes('='));
  const parts: readonly (string | null)[] = [
    engine.name,
    engine.version,
    engine.fileIdentity,
    ...tree.files.flatMap(({ path, text }) => [path, text]),
    lockFile,
    ...stack.backendConfig,
    ...(await Promise.all(backendFiles.map(textOf))),
    stack.providerMirror,
    // The user may have initialised the folder with other backend settings since.
    await textOf(join(userData, BACKEND_RECORD)),
    env['TF_CLI_CONFIG_FILE'] ?? null,
    await textOf(env['TF_CLI_CONFIG_FILE'] ?? join(env['HOME'] ?? '/', '.terraformrc')),
    env['TF_CLI_ARGS'] ?? null,
    env['TF_CLI_ARGS_init'] ?? null,
    // Its sockets differ in every run; which providers are attached decides what init installs.
    attachedProviders(env['TF_REATTACH_PROVIDERS']).join(' '),
  ];
  const digest = createHash('sha256');
  for (const part of parts) digest.update(JSON.stringify(part)).update('\n');
  return digest.digest('hex');
}

/** The sources named in `TF_REATTACH_PROVIDERS`, sorted. */
export function attachedProviders(value: string | undefined): readonly string[] {
  try {
    return Object.keys(JSON.parse(value ?? '{}') as object).toSorted();
  } catch {
    return [];
  }
}

const textOf = (path: string): Promise<string | null> => readFile(path, 'utf8').catch(() => null);
