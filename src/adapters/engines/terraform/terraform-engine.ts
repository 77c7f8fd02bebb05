import { realpath } from 'node:fs/promises';
import type { Engine, EngineProgress, EngineStack, PlanOutcome } from '#ports/engine.ts';
import type { PrivateCache } from '#platform/private-cache.ts';
import { serverEnvironment } from '#platform/environment.ts';
import type { Grace } from '#platform/run-process.ts';
import { findArgumentTrap } from './argument-traps.ts';
import { createEngineFinder, versionProblem, type FoundEngine } from './engine-binary.ts';
import { openEngineVersions } from './engine-versions.ts';
import { failure, type Failure } from './failure-reason.ts';
import { readModuleTree, type ModuleTree } from './module-tree.ts';
import { scanStack, unknown } from './scan-stack.ts';
import { withStackContext, type RemedyPlace, type StackContext } from './stack-context.ts';
import { chooseWorkspace, isWorkspaceName } from './workspace.ts';

export interface TerraformEngineSettings {
  readonly cache: PrivateCache;
  /** The environment that Kedge was started with; only an allow list of it reaches the engine. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** On a server: of the environment a stack gets a fixed base and what its own `env` names. */
  readonly namedOnly?: boolean;
  /** One line per thing done, for --verbose. Holds no values of the stack. */
  readonly log: (line: string) => void;
  readonly grace?: Grace;
  /** How long to wait for what another scan holds before going on without it; default 30 s. */
  readonly patienceMs?: number;
  /** Where and by which rules a remedy works; none: a scan. */
  readonly remedy?: RemedyPlace;
}

const PATIENCE_MS = 30_000;

/** Terraform and OpenTofu behind one port: they differ in name, files and install page only. */
export function createTerraformEngine(settings: TerraformEngineSettings): Engine {
  const finder = createEngineFinder(settings.env, () => openEngineVersions(settings.cache));
  if (settings.env['TF_LOG'] !== undefined) {
    settings.log('TF_LOG is not handed on: the log of an engine holds requests and answers in clear text.');
  }
  const open = createStackOpener(settings, finder);
  return {
    find: (engine, binary) => finder.find(engine, binary, settings.cache.root),
    plan: (stack, onProgress, signal) => open({ stack, onProgress, signal }, scanStack),
  };
}

type Unknown = PlanOutcome & { readonly kind: 'unknown' };

/** Does something with a stack within its limits, or says why the stack cannot be opened. It does not throw. */
export type StackOpener = <T>(
  asked: Pick<Scan, 'stack' | 'onProgress' | 'signal'>,
  use: (context: StackContext) => Promise<T>,
) => Promise<T | Unknown>;

export function createStackOpener(
  given: TerraformEngineSettings,
  finder = createEngineFinder(given.env),
): StackOpener {
  return async ({ stack, onProgress, signal }, use) => {
    const env = given.namedOnly === true ? serverEnvironment(given.env, stack.allowEnv) : given.env;
    const settings = { ...given, env };
    const deadline = performance.now() + stack.timeoutMs;
    const workspace = await chooseWorkspace(stack.workspace, stack.folder, settings.env);
    let engine: FoundEngine | null = null;
    try {
      const folder = await realpath(stack.folder).catch(() => null);
      if (folder === null) {
        return unknown({ engine, workspace }, failure('bad_config', `There is no folder ${stack.folder}.`));
      }
      const search = await finder.find(stack.engine, stack.binary, stack.folder);
      if ('missing' in search) {
        return unknown({ engine, workspace }, failure('engine_missing', search.missing));
      }
      engine = search.found;
      return await openStack(settings, use, {
        stack,
        folder,
        engine,
        workspace,
        onProgress,
        signal,
        deadline,
      });
    } catch (error) {
      const said = error instanceof Error ? error.message : String(error);
      return unknown({ engine, workspace }, failure('internal', said));
    }
  };
}

interface Scan {
  readonly stack: EngineStack;
  /** Without symbolic links. */
  readonly folder: string;
  readonly engine: FoundEngine;
  readonly workspace: string;
  readonly onProgress: (progress: EngineProgress) => void;
  readonly signal: AbortSignal;
  readonly deadline: number;
}

async function openStack<T>(
  settings: TerraformEngineSettings,
  use: (context: StackContext) => Promise<T>,
  scan: Scan,
): Promise<T | Unknown> {
  const tree = await readModuleTree(scan.folder, scan.engine.name);
  const obstacle = findObstacle(settings, scan, tree);
  if (obstacle !== null) return unknown(scan, obstacle);
  return withStackContext({ patienceMs: PATIENCE_MS, ...settings, ...scan, tree }, use);
}

/** What makes a plan pointless or dangerous, seen before anything is started. */
function findObstacle(
  { env }: TerraformEngineSettings,
  { engine, workspace }: Scan,
  tree: ModuleTree,
): Failure | null {
  const tooOld = versionProblem(engine);
  if (tooOld !== null) return failure('unsupported_version', tooOld);
  if (!isWorkspaceName(workspace)) {
    return failure('bad_config', `"${workspace}" cannot be the name of a workspace.`);
  }
  if (tree.backend === 'cloud' || tree.backend === 'remote') {
    return failure(
      'unsupported_backend',
      `The state is kept by ${tree.backend === 'cloud' ? 'a cloud block' : 'the backend "remote"'}: its init may make a workspace on the server and its plan is a run there, and detection only reads.`,
    );
  }
  return findArgumentTrap(env);
}
