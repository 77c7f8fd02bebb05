import { rm } from 'node:fs/promises';
import type { MotoCloud } from '#adapters/clouds/moto-cloud.ts';
import type { Report } from '#domain/drift/report.ts';
import { findProgram } from '#platform/find-program.ts';
import { openPrivateCache } from '#platform/private-cache.ts';
import { checkFindings } from './check-findings.ts';
import { settleDrift } from './settle-drift.ts';
import { lastWords } from './last-words.ts';
import type { Narrator } from './narrator.ts';
import { openPlatform, type DemoTools } from './open-platform.ts';
import { PLANTED_CHANGES } from './planted-changes.ts';
import { startCloud } from './start-cloud.ts';

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

async function withCloud(request: DemoRequest, cloud: MotoCloud, tools: DemoTools): Promise<DemoOutcome> {
  let kept = false;
  let folder: string | null = null;
  try {
    const platform = await openPlatform(request, cloud, tools, (written) => {
      folder = written;
    });
    if ('problem' in platform) return platform;
    const { env } = platform;
    ({ folder } = platform);
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
