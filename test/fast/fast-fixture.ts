import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createStackFixture, type StackFixture } from '#adapters/engines/terraform/testing/stack-fixture.ts';
import type { EngineStack, PlanOutcome } from '#ports/engine.ts';
import { installLightProvider, type InstalledProvider } from '#test/light-provider/installed-provider.ts';
import { compareWays, type ComparedWays } from './compare-ways.ts';

/** A stack whose provider is a program that the engine, or Kedge, starts. */
export interface FastFixture extends StackFixture, InstalledProvider {
  scan(changes?: Partial<EngineStack>, signal?: AbortSignal): Promise<PlanOutcome>;
  compare(): Promise<ComparedWays>;
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
    compare: () => compareWays(fixture, stack(), false),
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
