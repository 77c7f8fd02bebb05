import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdir, readFile, rmdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { createStackFixture, type StackFixture } from '#adapters/engines/terraform/testing/stack-fixture.ts';
import { installLightProvider, type InstalledProvider } from '#test/light-provider/installed-provider.ts';
import type { KedgeRun } from '#test/run-kedge.ts';
import { prepareStore } from './prepared-store.ts';

export const ADA = 'Ada Keeper <ada@example.com>';
export const BEN = 'Ben Second <ben@example.com>';
export const CLEO = 'Cleo Third <cleo@example.com>';

/** A Git repository whose stacks were applied to a light cloud, and the real command line in it. */
export interface Flow extends InstalledProvider {
  /** Everything of the test lies in it; `repo` is the Git top level. */
  readonly root: string;
  readonly repo: string;
  readonly cache: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  kedge(args: readonly string[], options?: KedgeOptions): Promise<KedgeRun>;
  /** The same without waiting for its end. */
  start(args: readonly string[], options?: KedgeOptions): RunningKedge;
  git(...args: readonly string[]): string;
  write(files: Readonly<Record<string, string>>): Promise<void>;
  commit(message: string): void;
  /** Terraform as somebody runs it by hand. */
  terraform(args: readonly string[], stack?: string): Promise<string>;
  /** An object as it is in the cloud. */
  object(type: string, id: string): Promise<Readonly<Record<string, unknown>> | undefined>;
  /** How many changes were asked of the cloud since `forgetCalls`. */
  applyCalls(): Promise<number>;
  /** Changes of the cloud wait from now on; resolves to their release. */
  holdApplies(): Promise<() => Promise<void>>;
  /** The state's serial of a stack with a local state. */
  serial(stack?: string): Promise<number>;
}

export interface KedgeOptions {
  /** `Name <email>` in place of whom Git names. */
  readonly actor?: string;
  readonly env?: Readonly<Record<string, string>>;
}

export interface RunningKedge {
  readonly child: ChildProcess;
  readonly ended: Promise<KedgeRun>;
}

export interface FlowSetup {
  /** Files of the repository beside those that every one has. */
  readonly files: Readonly<Record<string, string>>;
  /** Folders that are applied, in this order; default: `stack`. */
  readonly stacks?: readonly string[];
  /** More lines of kedge.yaml. */
  readonly config?: string;
  /** A PostgreSQL for memory, as DATABASE_URL; default: PGlite in `.kedge`. */
  readonly database?: string;
}

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

const GIT_CONFIG = `[user]
  name = Ada Keeper
  email = ada@example.com
`;

const IGNORED = `.terraform/
*.tfstate
*.tfstate.*
.kedge/
`;

export const LIGHT = `terraform {
  required_providers {
    light = {
      source  = "kedge/light"
      version = "1.0.0"
    }
  }
}
`;

/** Everything is applied, refreshed and committed, and gone when the running test ends. */
export async function createFlow(setup: FlowSetup): Promise<Flow> {
  const { files, stacks = ['stack'], config = '', database } = setup;
  const fixture = await createStackFixture('terraform');
  onTestFinished(() => fixture.remove());
  const flow = await flowIn(fixture, database);
  await flow.write({
    '.gitignore': IGNORED,
    'kedge.yaml': `version: 1\nprovider_mirror: ../mirror\ndefaults:\n  env: [LIGHT_*]\n${config}`,
    ...files,
  });
  for (const stack of stacks) {
    await flow.terraform(['init', '-input=false', `-plugin-dir=${flow.mirror}`], stack);
    await flow.terraform(['apply', '-auto-approve', '-input=false'], stack);
    // Ends what a first read shows though nobody changed anything.
    await flow.terraform(['apply', '-auto-approve', '-input=false', '-refresh-only'], stack);
  }
  flow.git('init', '--quiet', '--initial-branch=main');
  flow.commit('first');
  if (database === undefined) await prepareStore(join(flow.repo, '.kedge'));
  await flow.forgetCalls();
  return flow;
}

async function flowIn(fixture: StackFixture, database: string | undefined): Promise<Flow> {
  const { root } = fixture;
  const repo = join(root, 'code');
  const provider = await installLightProvider(fixture);
  const env = {
    ...fixture.env,
    KEDGE_CACHE_DIR: join(root, 'cache'),
    GIT_CONFIG_NOSYSTEM: '1',
    NO_COLOR: '1',
    CHECKPOINT_DISABLE: '1',
    DATABASE_URL: database,
  };
  await mkdir(join(root, 'home'), { recursive: true });
  await writeFile(join(root, 'home', '.gitconfig'), GIT_CONFIG);
  const start: Flow['start'] = (args, options = {}) => {
    const actor = options.actor === undefined ? {} : { KEDGE_ACTOR: options.actor };
    return startKedge(args, repo, { ...env, ...actor, ...options.env });
  };
  const git: Flow['git'] = (...args) =>
    execFileSync('git', args, {
      cwd: repo,
      env: { ...env },
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  const reality = async () =>
    JSON.parse(await readFile(join(root, 'cloud.json'), 'utf8')) as Readonly<
      Record<string, readonly Readonly<Record<string, unknown>>[]>
    >;
  return {
    ...provider,
    root,
    repo,
    cache: join(root, 'cache'),
    env,
    start,
    kedge: (args, options) => start(args, options).ended,
    git,
    write: async (files) => {
      for (const [path, text] of Object.entries(files)) {
        await mkdir(dirname(join(repo, path)), { recursive: true });
        await writeFile(join(repo, path), text);
      }
    },
    commit: (message) => {
      git('add', '--all');
      git('commit', '--quiet', '-m', message);
    },
    terraform: (args, stack = 'stack') => fixture.asUser(args, stack),
    object: async (type, id) => (await reality())[type]?.find((object) => object['id'] === id),
    applyCalls: async () =>
      (await provider.calls()).filter(({ name }) => name === 'ApplyResourceChange').length,
    holdApplies: async () => {
      // The light provider takes this lock around every change.
      const lock = join(root, 'cloud.json.lock');
      await mkdir(lock);
      return () => rmdir(lock);
    },
    serial: async (stack = 'stack') => {
      const state = JSON.parse(await readFile(join(repo, stack, 'terraform.tfstate'), 'utf8')) as {
        readonly serial: number;
      };
      return state.serial;
    },
  };
}

function startKedge(
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string | undefined>>,
): RunningKedge {
  const child = spawn(process.execPath, [MAIN, ...args], {
    cwd,
    env: { ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<KedgeRun>((resolve, reject) => {
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.on('error', reject);
    child.on('close', (exitCode) => resolve({ exitCode, stdout, stderr }));
  });
  return { child, ended };
}
