import { rm } from 'node:fs/promises';
import { findMotoProgram } from '#adapters/clouds/moto-program.ts';
import { startMotoCloud, type MotoCloud } from '#adapters/clouds/moto-cloud.ts';
import type { Report } from '#domain/drift/report.ts';
import { findProgram } from '#platform/find-program.ts';
import { openPrivateCache, type PrivateCache } from '#platform/private-cache.ts';
import type { RunFolder } from '#platform/run-folder.ts';
import { applyPlatform, initPlatform, type PlatformApply } from './apply-platform.ts';
import { createDemoRepository } from './demo-repository.ts';
import { createAwsCalls } from './aws-calls.ts';
import { checkFindings } from './check-findings.ts';
import { demoEnvironment } from './demo-environment.ts';
import { settleDrift } from './settle-drift.ts';
import { lastWords } from './last-words.ts';
import type { Narrator, StepResult, Tell } from './narrator.ts';
import { PLANTED_CHANGES, REGION, type AppliedPlatform } from './planted-changes.ts';
import { writePlatform } from './platform-folder.ts';
import { chooseProviderSource, type ProviderSource } from './provider-source.ts';

type Environment = Readonly<Record<string, string | undefined>>;

export interface DemoRequest {
  readonly env: Environment;
  readonly cwd: string;
  readonly signal: AbortSignal;
  readonly narrator: Narrator;
  /** Where the platform goes; null: a temporary folder. */
  readonly folder: string | null;
  readonly keep: boolean;
  /** What a person types to start Kedge. */
  readonly command: string;
  /** `kedge scan FOLDER` with this environment, report shown. */
  readonly scan: (
    folder: string,
    env: Environment,
  ) => Promise<{ readonly report: Report } | { readonly problem: string }>;
  /** Any other command in the folder, its output shown; the exit code comes back. */
  readonly run: (args: readonly string[], folder: string, env: Environment) => Promise<number>;
}

/** null: exactly what was planted was found, and settled. Else a sentence or more. */
export type DemoOutcome = { readonly problem: string | null };

/** The whole demo: cloud, platform, changes, scan, decisions, fixes. Leaves nothing running unless asked to. */
export async function runDemo(request: DemoRequest): Promise<DemoOutcome> {
  const terraform = findProgram('terraform', request.env);
  if (terraform === null) {
    return {
      problem:
        'The demo needs Terraform: there is no "terraform" on the PATH. Install it from https://developer.hashicorp.com/terraform/install',
    };
  }
  const opened = await openPrivateCache(request.env);
  if ('refused' in opened) return { problem: opened.refused };
  const runFolder = await opened.cache.runFolder();
  try {
    const started = await startCloud(request, opened.cache, runFolder);
    if ('problem' in started) return started;
    return await withCloud(request, started.done, { terraform, cache: opened.cache, runFolder });
  } finally {
    await runFolder.remove();
  }
}

interface DemoTools {
  readonly terraform: string;
  readonly cache: PrivateCache;
  readonly runFolder: RunFolder;
}

function startCloud(
  { env, signal, narrator }: DemoRequest,
  cache: PrivateCache,
  runFolder: RunFolder,
): Promise<StepResult<MotoCloud>> {
  return narrator.step('Start a cloud in memory', async (tell) => {
    const onInstall = (): void => tell('installing moto with pip, once');
    const found = await findMotoProgram({ env, cache, signal, onInstall });
    if ('missing' in found) return { problem: found.missing };
    // Its own credentials stand in for those of the user, which it must never see.
    const settings = {
      program: found.program,
      folder: runFolder.path,
      env: demoEnvironment(env, {}),
      signal,
    };
    const started = await startMotoCloud(settings);
    if ('problem' in started) return started;
    return { done: started.cloud, said: `moto_server ${found.how}, ${started.cloud.endpoint}` };
  });
}

async function withCloud(request: DemoRequest, cloud: MotoCloud, tools: DemoTools): Promise<DemoOutcome> {
  let kept = false;
  let folder: string | null = null;
  try {
    const source = await chooseProviderSource(request.env, request.cwd, tools.runFolder.path);
    if ('problem' in source) return source;
    const written = await writePlatform(request.folder, request.cwd, {
      endpoint: cloud.endpoint,
      region: REGION,
    });
    if ('problem' in written) return written;
    ({ folder } = written);
    const env = demoEnvironment(request.env, source.env);
    const applied = await createPlatform(request, { ...tools, folder, env, source }, cloud);
    if ('problem' in applied) return applied;
    const versioned = await commitPlatform(request, folder);
    if (versioned !== null) return { problem: versioned };
    const changed = await changePlatform(request, applied.done);
    if (changed !== null) return { problem: changed };
    const found = await scanAndCheck(request, folder, env);
    if ('problem' in found) return found;
    const problem = await settleDrift({ ...request, env }, folder, found.report);
    if (problem === null && request.keep) {
      await cloud.keepRunning();
      kept = true;
    }
    if (problem === null)
      request.narrator.plain(lastWords({ command: request.command, folder, kept: kept ? cloud : null }));
    return { problem };
  } finally {
    if (!kept) await cloud.stop();
    if (folder !== null && request.folder === null && request.signal.aborted) {
      await rm(folder, { recursive: true, force: true });
    }
  }
}

interface Creation extends DemoTools {
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  readonly source: ProviderSource;
}

async function createPlatform(
  { narrator, signal }: DemoRequest,
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
  { narrator, signal }: DemoRequest,
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

function commitPlatform({ narrator, env, signal }: DemoRequest, folder: string): Promise<string | null> {
  return narrator
    .step('Put the code under Git', async () => {
      const problem = await createDemoRepository(folder, env, signal);
      return problem === null ? { done: null } : { problem };
    })
    .then((result) => ('problem' in result ? result.problem : null));
}

async function scanAndCheck(
  request: DemoRequest,
  folder: string,
  env: Environment,
): Promise<{ readonly report: Report } | { readonly problem: string }> {
  const { narrator } = request;
  narrator.say(`${request.command} scan`);
  const scanned = await request.scan(folder, env);
  // What was found is not all that there is.
  if (request.signal.aborted) return { problem: 'The scan was interrupted.' };
  if ('problem' in scanned) return scanned;
  const wrong = checkFindings(scanned.report, PLANTED_CHANGES);
  if (wrong.length === 0) {
    narrator.say(`Exactly the ${PLANTED_CHANGES.length} changes were found, and nothing else`);
    return scanned;
  }
  return {
    problem: ['The scan did not find exactly what was changed:', ...wrong.map((line) => `  ${line}`)].join(
      '\n',
    ),
  };
}
