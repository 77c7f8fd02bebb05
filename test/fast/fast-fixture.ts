import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { compareAnswers, askEverything } from '#adapters/engines/terraform/fast/both-ways.ts';
import { openFastCaches } from '#adapters/engines/terraform/fast/fast-caches.ts';
import { prepareFastPlan, withAttached } from '#adapters/engines/terraform/fast/fast-plan.ts';
import { createStackOpener } from '#adapters/engines/terraform/terraform-engine.ts';
import { createStackFixture, type StackFixture } from '#adapters/engines/terraform/testing/stack-fixture.ts';
import { prepareWorkingFolder } from '#adapters/engines/terraform/working-folder.ts';
import type { EngineStack, PlanOutcome } from '#ports/engine.ts';
import { installLightProvider, type InstalledProvider } from '#test/light-provider/installed-provider.ts';

/** A stack whose provider is a program that the engine, or Kedge, starts. */
export interface FastFixture extends StackFixture, InstalledProvider {
  scan(changes?: Partial<EngineStack>, signal?: AbortSignal): Promise<PlanOutcome>;
  /** The parts in which the two ways differ, and what the bare way gave. */
  compare(): Promise<{
    readonly differing: readonly string[];
    readonly exitCode: number | null;
    readonly text: string;
  }>;
  apply(): Promise<void>;
  /** Everything as it is now, to come back to. */
  snapshot(): Promise<() => Promise<void>>;
}

export const REQUIRED = `
terraform {
  required_providers {
    light = {
      source  = "kedge/light"
      version = "1.0.0"
    }
    aws = {
      source  = "hashicorp/aws"
      version = "1.0.0"
    }
  }
}
`;

export async function createFastFixture(): Promise<FastFixture> {
  const fixture = await createStackFixture('terraform');
  const provider = await installLightProvider(fixture);
  const stack = (changes: Partial<EngineStack> = {}): EngineStack =>
    fixture.stack({ fast: 'on', allowEnv: ['LIGHT_*'], providerMirror: provider.mirror, ...changes });
  return {
    ...fixture,
    ...provider,
    stack,
    scan: (changes, signal) =>
      fixture.engine().plan(stack(changes), () => undefined, signal ?? new AbortController().signal),
    compare: () => compareWays(fixture, stack()),
    apply: async () => {
      await fixture.asUser(['init', '-input=false', `-plugin-dir=${provider.mirror}`]);
      await fixture.asUser(['apply', '-auto-approve', '-input=false']);
      await fixture.asUser(['apply', '-auto-approve', '-input=false', '-refresh-only']);
    },
    snapshot: async () => {
      const kept = join(fixture.root, 'kept');
      await cp(join(fixture.root, 'code'), join(kept, 'code'), { recursive: true, verbatimSymlinks: true });
      const reality = await readFile(join(fixture.root, 'cloud.json'), 'utf8');
      return async () => {
        await rm(join(fixture.root, 'code'), { recursive: true });
        await cp(join(kept, 'code'), join(fixture.root, 'code'), { recursive: true, verbatimSymlinks: true });
        await writeFile(join(fixture.root, 'cloud.json'), reality);
        await rm(join(fixture.root, 'faults.json'), { force: true });
      };
    },
  };
}

async function compareWays(fixture: StackFixture, stack: EngineStack) {
  const { cache, env } = fixture;
  const open = createStackOpener({ cache, env, log: () => undefined });
  const outcome = await open(
    { stack, onProgress: () => undefined, signal: new AbortController().signal },
    async (context) => {
      const folder = await prepareWorkingFolder(context, false);
      if ('failure' in folder) throw new Error(folder.failure.detail);
      const { cwd } = folder.value;
      const plan = await prepareFastPlan(context, cwd, await openFastCaches(cache));
      const bare = await askEverything(context, cwd);
      const fast = await withAttached(context, plan, (attached) => askEverything(attached, cwd));
      const parts = compareAnswers(bare, fast.result);
      const differing = parts.filter(({ same }) => !same).map(({ what }) => what);
      return {
        differing: fast.doubt === null ? differing : [...differing, fast.doubt],
        exitCode: bare.exitCode,
        text: `${bare.text}${bare.errors}`,
      };
    },
  );
  if ('kind' in outcome) throw new Error(`${outcome.reason}: ${outcome.detail}`);
  return outcome;
}
