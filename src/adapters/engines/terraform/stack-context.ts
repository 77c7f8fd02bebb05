import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { EngineProgress, EngineStack } from '#ports/engine.ts';
import { engineEnvironment, type Environment } from '#platform/environment.ts';
import { takeOwnerLock, type OwnerLock } from '#platform/owner-lock.ts';
import type { PrivateCache } from '#platform/private-cache.ts';
import type { RunFolder } from '#platform/run-folder.ts';
import type { Grace } from '#platform/run-process.ts';
import type { FoundEngine } from './engine-binary.ts';
import type { CommandCheck } from './allowed-commands.ts';
import { createEngineProcess, type EngineProcess } from './engine-process.ts';
import type { Failure } from './failure-reason.ts';
import { readLockFile } from './installed-providers.ts';
import type { ModuleTree } from './module-tree.ts';
import { userDataFolder } from './workspace.ts';

/** What one scan of one stack was asked with. */
export interface StackRequest {
  readonly stack: EngineStack;
  readonly engine: FoundEngine;
  readonly workspace: string;
  /** The stack's folder without symbolic links. */
  readonly folder: string;
  readonly tree: ModuleTree;
  /** The environment that Kedge was started with. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cache: PrivateCache;
  readonly signal: AbortSignal;
  /** On the clock of performance.now(). */
  readonly deadline: number;
  readonly grace?: Grace;
  /** How long to wait for what another scan holds before going on without it. */
  readonly patienceMs: number;
  readonly onProgress: (progress: EngineProgress) => void;
  readonly log: (line: string) => void;
  /** Where and by which rules a remedy works; none: a scan. */
  readonly remedy?: RemedyPlace;
}

/** A folder of one remedy's own, so that no scan changes under it what an apply still needs. */
export interface RemedyPlace {
  /** Absolute. In place of the folder that all scans of the stack share. */
  readonly home: string;
  readonly check: CommandCheck;
}

/** Everything that the steps of one scan share. */
export interface StackContext extends StackRequest {
  /** The text of the user's lock file, or null. */
  readonly lockFile: string | null;
  /** The user's own `.terraform` of the stack: read, never written. */
  readonly userData: string;
  /** Kedge's folder for this stack; no other run uses it at the same time. */
  readonly home: string;
  /** TF_DATA_DIR, inside `home`. */
  readonly dataFolder: string;
  readonly planFile: string;
  readonly process: EngineProcess;
  /** What the engine, and a provider in its place, is started with. */
  readonly engineEnv: Environment;
  readonly runFolder: RunFolder;
}

/** Either the value of a step, or why the stack is unknown. */
export type Outcome<T> = { readonly value: T } | { readonly failure: Failure };

/** Makes what a scan needs, and takes away afterwards what must not stay. */
export async function withStackContext<T>(
  request: StackRequest,
  scan: (context: StackContext) => Promise<T>,
): Promise<T> {
  const runFolder = await request.cache.runFolder();
  let taken: Home | null = null;
  try {
    taken = await takeHome(request, runFolder);
    return await scan(await contextIn(request, taken.home, runFolder));
  } finally {
    await runFolder.remove();
    await taken?.lock?.release();
  }
}

interface Home {
  readonly home: string;
  readonly lock: OwnerLock | null;
}

async function takeHome(request: StackRequest, runFolder: RunFolder): Promise<Home> {
  const { cache, folder, workspace, engine, signal, deadline, remedy } = request;
  if (remedy !== undefined) return { home: remedy.home, lock: null };
  const shared = await cache.stackFolder({ folder, workspace, engine: engine.name });
  const waitMs = Math.min(request.patienceMs, Math.max(0, deadline - performance.now()));
  const lock = await takeOwnerLock(join(shared, 'lock'), waitMs, signal);
  // Another scan of this stack uses its folder: a fresh one costs an init, a shared one the truth.
  return { home: lock === null ? runFolder.path : shared, lock };
}

async function contextIn(request: StackRequest, home: string, runFolder: RunFolder): Promise<StackContext> {
  const { cache, folder, engine, env, stack, signal, deadline, log, remedy, grace } = request;
  const dataFolder = join(home, 'data');
  await mkdir(dataFolder, { recursive: true, mode: 0o700 });
  const planFolder = remedy === undefined ? runFolder.path : home;
  const engineEnv = engineEnvironment({
    from: env,
    allow: stack.allowEnv,
    set: { TF_DATA_DIR: dataFolder },
  });
  return {
    ...request,
    lockFile: await readLockFile(folder),
    userData: userDataFolder(folder, env),
    home,
    dataFolder,
    planFile: join(planFolder, 'plan.tfplan'),
    engineEnv,
    runFolder,
    process: createEngineProcess({
      binary: engine.binary,
      env: engineEnv,
      runFolder,
      planFolder,
      cacheRoot: cache.root,
      limits: { signal, deadline, ...(grace === undefined ? {} : { grace }) },
      log,
      ...(remedy === undefined ? {} : { check: remedy.check }),
    }),
  };
}
