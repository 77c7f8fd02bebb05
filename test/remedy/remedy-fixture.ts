import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir, readFile, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  createRemedyEngine,
  type RemedyEngineSettings,
} from '#adapters/engines/terraform/remedy/remedy-engine.ts';
import { createStackFixture, type StackFixture } from '#adapters/engines/terraform/testing/stack-fixture.ts';
import type { EngineStack } from '#ports/engine.ts';
import type { ApplyOutcome, ApplyProgress, KeptPlan, RemedyEngine } from '#ports/remedy-engine.ts';
import { installLightProvider, type InstalledProvider } from '#test/light-provider/installed-provider.ts';

/** A stack of three things that were applied, and the remedy engine over the real Terraform. */
export interface RemedyFixture extends StackFixture, InstalledProvider {
  readonly remedy: RemedyEngine;
  remedyWith(changes: Partial<RemedyEngineSettings>): RemedyEngine;
  /** The plan of the stack, or of the targets in it; throws with the engine's words when there is none. */
  keep(targets?: readonly string[]): Promise<KeptPlan>;
  apply(folder: string, options?: ApplyOptions): Promise<ApplyOutcome>;
  find(folder: string): Promise<ApplyOutcome>;
  /** The apply calls of all providers since calls were last forgotten. */
  applyCalls(): Promise<number>;
  /** Apply calls wait from now on; resolves to their release. */
  holdApplies(): Promise<() => Promise<void>>;
  /** Waits for so many apply calls. */
  untilApplyCalls(count: number): Promise<void>;
  thing(id: string): Promise<Readonly<Record<string, unknown>> | undefined>;
  state(): Promise<{ readonly serial: number; readonly lineage: string }>;
  /** A Kedge process of its own. `work` is the body of a module with `remedy` and `forever` in it. */
  otherKedge(work: string): OtherKedge;
}

export interface ApplyOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: ApplyProgress) => void;
}

export interface OtherKedge {
  readonly child: ChildProcess;
  readonly ended: Promise<number | null>;
  kill(): Promise<void>;
}

export const THINGS = `
terraform {
  required_providers {
    light = {
      source  = "kedge/light"
      version = "1.0.0"
    }
  }
}
resource "light_thing" "a" {
  name   = "a"
  labels = { team = "core", tier = "one" }
}
resource "light_thing" "b" {
  name   = "b"
  number = 2
}
resource "light_thing" "c" {
  name = "c"
  flag = true
}
output "number" {
  value = light_thing.b.number
}
`;

export async function createRemedyFixture(): Promise<RemedyFixture> {
  const fixture = await createStackFixture('terraform');
  const provider = await installLightProvider(fixture);
  await fixture.write({ 'stack/main.tf': THINGS });
  await fixture.asUser(['init', '-input=false', `-plugin-dir=${provider.mirror}`]);
  await fixture.asUser(['apply', '-auto-approve', '-input=false']);
  await fixture.asUser(['apply', '-auto-approve', '-input=false', '-refresh-only']);
  await provider.forgetCalls();
  const stack = (changes: Partial<EngineStack> = {}): EngineStack =>
    fixture.stack({ allowEnv: ['LIGHT_*'], providerMirror: provider.mirror, ...changes });
  const remedyWith = (changes: Partial<RemedyEngineSettings>): RemedyEngine =>
    createRemedyEngine({
      cache: fixture.cache,
      env: fixture.env,
      log: () => undefined,
      lockSeconds: 1,
      ...changes,
    });
  const remedy = remedyWith({});
  const applyCalls = async (): Promise<number> =>
    (await provider.calls()).filter(({ name }) => name === 'ApplyResourceChange').length;
  return {
    ...fixture,
    ...provider,
    stack,
    remedy,
    remedyWith,
    keep: async (targets = []) => {
      const outcome = await remedy.plan(stack(), targets, () => undefined, new AbortController().signal);
      if ('failed' in outcome) throw new Error(`${outcome.failed}: ${outcome.detail}`);
      return outcome.kept;
    },
    apply: (folder, options = {}) =>
      remedy.apply(
        folder,
        options.onProgress ?? (() => undefined),
        options.signal ?? new AbortController().signal,
      ),
    find: (folder) => remedy.findApply(folder, new AbortController().signal),
    applyCalls,
    holdApplies: async () => {
      // The light provider takes this lock around every change.
      const lock = join(fixture.root, 'cloud.json.lock');
      await mkdir(lock);
      return () => rmdir(lock);
    },
    untilApplyCalls: async (count) => {
      while ((await applyCalls()) < count) await sleep(20);
    },
    thing: async (id) => {
      const reality = JSON.parse(await readFile(join(fixture.root, 'cloud.json'), 'utf8')) as Readonly<
        Record<string, readonly Readonly<Record<string, unknown>>[]>
      >;
      return reality['light_thing']?.find((object) => object['id'] === id);
    },
    state: async () =>
      JSON.parse(await fixture.asUser(['state', 'pull'])) as {
        readonly serial: number;
        readonly lineage: string;
      },
    otherKedge: (work) => startKedge(fixture, work),
    remove: async () => {
      await rm(join(fixture.root, 'cloud.json.lock'), { recursive: true, force: true });
      await fixture.remove();
    },
  };
}

function startKedge(fixture: StackFixture, work: string): OtherKedge {
  const source = (name: string): string => JSON.stringify(join(import.meta.dirname, '../../src', name));
  const program = `
    import { writeFileSync } from 'node:fs';
    import { openPrivateCache } from ${source('platform/private-cache.ts')};
    import { createRemedyEngine } from ${source('adapters/engines/terraform/remedy/remedy-engine.ts')};
    import * as applyFolder from ${source('adapters/engines/terraform/remedy/apply-folder.ts')};
    import * as detached from ${source('platform/detached-process.ts')};
    import { sweepApplies } from ${source('adapters/engines/terraform/remedy/sweep-applies.ts')};
    const { cache } = await openPrivateCache({ KEDGE_CACHE_DIR: ${JSON.stringify(fixture.cache.root)} });
    const env = ${JSON.stringify(fixture.env)};
    const remedy = createRemedyEngine({ cache, env, log: () => undefined, lockSeconds: 1 });
    const signal = new AbortController().signal;
    const say = (name, text = '') => writeFileSync(${JSON.stringify(fixture.root)} + '/' + name, text + '\\n');
    const forever = () => new Promise(() => setInterval(() => undefined, 1_000));
    ${work}`;
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', program], {
    stdio: 'inherit',
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  return {
    child,
    ended,
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
