import type { MotoCloud } from '#adapters/clouds/moto-cloud.ts';
import type { PrivateCache } from '#platform/private-cache.ts';
import type { RunFolder } from '#platform/run-folder.ts';
import { applyPlatform, initPlatform, type PlatformApply } from './apply-platform.ts';
import { createAwsCalls } from './aws-calls.ts';
import { demoEnvironment } from './demo-environment.ts';
import { createDemoRepository } from './demo-repository.ts';
import type { Narrator, StepResult, Tell } from './narrator.ts';
import { PLANTED_CHANGES, REGION, type AppliedPlatform } from './planted-changes.ts';
import { writePlatform } from './platform-folder.ts';
import { chooseProviderSource, type ProviderSource } from './provider-source.ts';

export interface PlatformRequest {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly signal: AbortSignal;
  readonly narrator: Narrator;
  /** Where the platform goes; null: a temporary folder. */
  readonly folder: string | null;
}

export interface DemoTools {
  readonly terraform: string;
  readonly cache: PrivateCache;
  readonly runFolder: RunFolder;
}

/** The platform of the demo in a cloud, under Git, and changed behind Terraform's back. */
export interface OpenPlatform {
  readonly folder: string;
  /** What everything about it runs with. */
  readonly env: Readonly<Record<string, string>>;
}

/** @param onWritten hears where it lies before anything can fail there */
export async function openPlatform(
  request: PlatformRequest,
  cloud: MotoCloud,
  tools: DemoTools,
  onWritten: (folder: string) => void = () => undefined,
): Promise<OpenPlatform | { readonly problem: string }> {
  const source = await chooseProviderSource(request.env, request.cwd, tools.runFolder.path);
  if ('problem' in source) return source;
  const written = await writePlatform(request.folder, request.cwd, {
    endpoint: cloud.endpoint,
    region: REGION,
  });
  if ('problem' in written) return written;
  const { folder } = written;
  onWritten(folder);
  const env = demoEnvironment(request.env, source.env);
  const applied = await createPlatform(request, { ...tools, folder, env, source }, cloud);
  if ('problem' in applied) return applied;
  const versioned = await commitPlatform(request, folder);
  if (versioned !== null) return { problem: versioned };
  const changed = await changePlatform(request, applied.done);
  return changed === null ? { folder, env } : { problem: changed };
}

interface Creation extends DemoTools {
  readonly folder: string;
  readonly env: OpenPlatform['env'];
  readonly source: ProviderSource;
}

async function createPlatform(
  { narrator, signal }: PlatformRequest,
  creation: Creation,
  cloud: MotoCloud,
): Promise<StepResult<AppliedPlatform>> {
  const { source, folder, cache } = creation;
  const settings: PlatformApply = {
    ...creation,
    // A download is worth keeping for the next time.
    env: source.downloads
      ? { ...creation.env, TF_PLUGIN_CACHE_DIR: await cache.sharedFolder('providers') }
      : creation.env,
    downloadsProvider: source.downloads,
    signal,
  };
  const ready = await narrator.step(
    `Write a small shop to ${folder} and fetch the AWS provider`,
    async () => {
      const result = await initPlatform(settings);
      return 'problem' in result ? result : { ...result, said: source.from };
    },
  );
  if ('problem' in ready) return ready;
  const apply = async (tell: Tell): Promise<StepResult<AppliedPlatform>> => {
    const result = await applyPlatform(settings, tell);
    if ('problem' in result) return result;
    const securityGroupId = result.done.output('checkout_security_group_id');
    if (securityGroupId === null) {
      return { problem: 'terraform apply did not tell the id of the security group.' };
    }
    return {
      done: { endpoint: cloud.endpoint, securityGroupId },
      said: `${result.done.created()} resources created`,
    };
  };
  return narrator.step('Apply it', apply);
}

async function changePlatform(
  { narrator, signal }: PlatformRequest,
  platform: AppliedPlatform,
): Promise<string | null> {
  const aws = createAwsCalls(platform.endpoint, REGION, signal);
  narrator.say("Now people change it behind Terraform's back:");
  for (const change of PLANTED_CHANGES) {
    const made = await narrator.step(`  ${change.story}`, async () => {
      const result = await change.make(aws, platform);
      return 'problem' in result ? result : { done: null };
    });
    if ('problem' in made) return `Cannot change the platform: ${made.problem}`;
  }
  return null;
}

function commitPlatform({ narrator, env, signal }: PlatformRequest, folder: string): Promise<string | null> {
  return narrator
    .step('Put the code under Git', async () => {
      const problem = await createDemoRepository(folder, env, signal);
      return problem === null ? { done: null } : { problem };
    })
    .then((result) => ('problem' in result ? result.problem : null));
}
