import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { realParts, skipReason } from '#test/real-parts.ts';
import { startMotoCloud } from '#adapters/clouds/moto-cloud.ts';
import { createAwsCalls } from '../../src/demo/aws-calls.ts';
import { demoEnvironment } from '../../src/demo/demo-environment.ts';
import { PLANTED_CHANGES, REGION } from '../../src/demo/planted-changes.ts';
import { writePlatform } from '../../src/demo/platform-folder.ts';
import { chooseProviderSource } from '../../src/demo/provider-source.ts';
import type { BenchStack } from './bench-stack.ts';

const run = promisify(execFile);

/** The demo's platform, applied with the real AWS provider on an emulator; or why that cannot be had here. */
export async function realStack(): Promise<
  { readonly name: string; readonly stack: BenchStack } | { readonly missing: string }
> {
  const parts = await realParts();
  const missing = skipReason(parts, ['terraform', 'aws-provider', 'moto']);
  if (missing !== null || parts.moto === null) return { missing: missing ?? 'needs moto' };
  const folder = await mkdtemp(join(tmpdir(), 'kedge-bench-real-'));
  const signal = new AbortController().signal;
  const started = await startMotoCloud({ program: parts.moto, folder, env: process.env, signal });
  if ('problem' in started) return { missing: started.problem };
  const { cloud } = started;
  try {
    const platform = unwrap(await writePlatform(null, folder, { endpoint: cloud.endpoint, region: REGION }));
    const source = unwrap(await chooseProviderSource(process.env, folder, folder));
    const env = demoEnvironment({ PATH: process.env['PATH'], HOME: process.env['HOME'] }, source.env);
    const terraform = (...args: readonly string[]) => run('terraform', args, { cwd: platform.folder, env });
    await terraform('init', '-input=false');
    await terraform('apply', '-auto-approve', '-input=false');
    await terraform('apply', '-refresh-only', '-auto-approve', '-input=false');
    const state = JSON.parse((await terraform('show', '-json')).stdout) as State;
    const count = resources(state).length;
    return {
      name: `hashicorp/aws on moto, ${count} resources`,
      stack: {
        folder: platform.folder,
        env,
        drift: () => plant(cloud.endpoint, state, signal),
        stop: async () => {
          await cloud.stop();
          await rm(platform.folder, { recursive: true, force: true });
          await rm(folder, { recursive: true, force: true });
        },
      },
    };
  } catch (error) {
    await cloud.stop();
    throw error;
  }
}

interface State {
  readonly values: { readonly root_module: Module };
}

interface Module {
  readonly resources?: readonly { readonly address: string; readonly values: { readonly id?: string } }[];
  readonly child_modules?: readonly Module[];
}

const resources = (state: State): NonNullable<Module['resources']> => inModule(state.values.root_module);

const inModule = (module: Module): NonNullable<Module['resources']> => [
  ...(module.resources ?? []),
  ...(module.child_modules ?? []).flatMap(inModule),
];

/**
 * The demo's changes without the deleted queue: the provider waits half a minute for it to come back, and beside such
 * a wait every overhead looks small.
 */
async function plant(endpoint: string, state: State, signal: AbortSignal): Promise<number> {
  const group = resources(state).find(({ address }) => address === 'aws_security_group.checkout');
  const aws = createAwsCalls(endpoint, REGION, signal);
  const planted = PLANTED_CHANGES.filter((change) => change.expected.class !== 'deleted');
  for (const change of planted) {
    unwrap(await change.make(aws, { endpoint, securityGroupId: group?.values.id ?? '' }));
  }
  return planted.length;
}

function unwrap<T extends object>(outcome: T | { readonly problem: string }): T {
  if ('problem' in outcome) throw new Error(outcome.problem);
  return outcome;
}
