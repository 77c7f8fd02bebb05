import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { compose, defaultConcurrency, type Kedge } from '#compose';
import type { Report } from '#domain/drift/report.ts';
import { configProblemText } from '#platform/config-problem-text.ts';
import { loadConfig, type LoadedConfig, type StackSettings } from '#platform/config.ts';
import { policiesOf, policyFor, type SharedPolicies } from '#platform/scan-policies.ts';
import type { EngineName, FastMode } from '#ports/engine.ts';
import { findStacks, type FoundStacks, type StackSettings as RunSettings } from '#workflows/find-stacks.ts';
import { scanFleet } from '#workflows/scan-fleet.ts';
import type { ScanTarget } from '#workflows/scan-stack.ts';
import type { KedgeContext } from './context.ts';

import { createProgress } from './progress.ts';

export interface ScanRequest {
  readonly paths: readonly string[];
  readonly overrides: ScanOverrides;
  readonly concurrency: number | null;
  readonly quiet: boolean;
  readonly verbose: boolean;
}

/** What the command line says over kedge.yaml. */
export interface ScanOverrides {
  readonly engine?: EngineName;
  readonly workspace?: string;
  readonly timeoutMs?: number;
  readonly lock?: boolean;
  readonly fast?: FastMode;
}

export type ScanOutcome =
  | { readonly report: Report; readonly root: string; readonly found: FoundStacks; readonly kedge: Kedge }
  /** A sentence for a person; nothing was scanned. */
  | { readonly problem: string };

/** The stacks of a command line, settled by kedge.yaml, and everything that is needed to work on them. */
export interface ScanStacks {
  readonly loaded: LoadedConfig;
  readonly found: FoundStacks;
  readonly kedge: Kedge;
}

/** `problem` is a sentence for a person: nothing was found, or something about the paths or settings is wrong. */
export async function findScanStacks(
  context: KedgeContext,
  request: ScanRequest,
): Promise<ScanStacks | { readonly problem: string }> {
  const paths = request.paths.map((path) => resolve(context.cwd, path));
  const missing = await firstMissing(paths);
  if (missing !== null) return { problem: missing };
  const loaded = await loadConfig(paths[0] ?? context.cwd);
  if ('problems' in loaded) return { problem: loaded.problems.map(configProblemText).join('\n') };
  const composed = await compose({ env: context.env, log: verboseLog(context, request.verbose) });
  if ('refused' in composed) return { problem: composed.refused };
  const { kedge } = composed;
  const found = await stacksFor(paths, loaded, request, context, kedge);
  if (found.stacks.length === 0) return { problem: nothingFound(request.paths, found) };
  return { loaded, found, kedge };
}

/** The whole of `kedge scan` but its output: settings, stacks, progress, scan. The demo uses it, too. */
export async function runScan(context: KedgeContext, request: ScanRequest): Promise<ScanOutcome> {
  const stacks = await findScanStacks(context, request);
  if ('problem' in stacks) return stacks;
  const { loaded, found, kedge } = stacks;
  const policies = await policiesOf(loaded);
  const targets = await Promise.all(found.stacks.map((stack) => targetFor(stack, loaded, policies)));
  const progress = createProgress(context.process.stderr, targets.length, {
    quiet: request.quiet,
    now: () => kedge.clock.now().getTime(),
  });
  const concurrency = request.concurrency ?? loaded.config.concurrency ?? defaultConcurrency();
  const options = { concurrency, toolVersion: context.version };
  try {
    const report = await scanFleet(targets, kedge, options, progress, context.signal);
    return { report, root: loaded.root, found, kedge };
  } finally {
    progress.end();
  }
}

async function stacksFor(
  paths: readonly string[],
  loaded: LoadedConfig,
  request: ScanRequest,
  context: KedgeContext,
  kedge: Kedge,
): Promise<FoundStacks> {
  const { config, root } = loaded;
  const fallback = await engineAtHand(kedge);
  const settle = (settings: StackSettings): RunSettings => ({
    engine: request.overrides.engine ?? settings.engine ?? fallback,
    binary: settings.binary,
    workspace: request.overrides.workspace ?? settings.workspace,
    varFiles: settings.varFiles,
    backendConfig: settings.backendConfig,
    lock: request.overrides.lock ?? settings.lock,
    timeoutMs: request.overrides.timeoutMs ?? settings.timeoutMs,
    allowEnv: settings.env,
    fast: request.overrides.fast ?? settings.fast,
    providerMirror: config.providerMirror ?? mirrorFromEnvironment(context),
  });
  const listed = config.stacks.map(({ folder, name, skip, owner, team, ...settings }) => ({
    folder,
    name,
    skip,
    owner: owner ?? team,
    settings: settle(settings),
  }));
  return findStacks(
    { paths, root, exclude: config.exclude, listed, defaults: settle(config.defaults) },
    kedge.code,
  );
}

/** An empty variable is an unset one; a relative folder starts where Kedge was started. */
function mirrorFromEnvironment(context: KedgeContext): string | null {
  const folder = context.env['KEDGE_PROVIDER_MIRROR'] ?? '';
  return folder === '' ? null : resolve(context.cwd, folder);
}

/** Without a word in kedge.yaml: Terraform when it is there, else OpenTofu. */
async function engineAtHand(kedge: Kedge): Promise<EngineName> {
  for (const engine of ['terraform', 'tofu'] as const) {
    if ('found' in (await kedge.engine.find(engine, null))) return engine;
  }
  return 'terraform';
}

export async function targetFor(
  found: FoundStacks['stacks'][number],
  loaded: LoadedConfig,
  policies: SharedPolicies,
): Promise<ScanTarget> {
  return { ...found, root: loaded.root, policy: await policyFor(found.stack.folder, loaded, policies) };
}

async function firstMissing(paths: readonly string[]): Promise<string | null> {
  for (const path of paths) {
    const kind = await stat(path).catch(() => null);
    if (kind === null)
      return `Cannot scan ${path}: there is no such folder. Give the folder of a stack, or one above.`;
    if (!kind.isDirectory()) {
      return `Cannot scan ${path}: it is a file. Give its folder, or --plan-file if it is a plan as JSON.`;
    }
  }
  return null;
}

function nothingFound(paths: readonly string[], found: FoundStacks): string {
  const where = paths.every((path) => path === '.') ? 'below this folder' : `below ${paths.join(', ')}`;
  if (found.passedOver.length === 0) {
    return `No Terraform or OpenTofu configuration was found ${where}. Give the folder that holds it.`;
  }
  const some = found.passedOver.slice(0, 5).map(({ path, why }) => `  ${path}: ${why}`);
  const more = found.passedOver.length > 5 ? [`  and ${found.passedOver.length - 5} more`] : [];
  return [`No stack was found ${where}. Passed over:`, ...some, ...more].join('\n');
}

function verboseLog(context: KedgeContext, verbose: boolean): (line: string) => void {
  return verbose ? (line) => context.process.stderr.write(`kedge: ${line}\n`) : () => {};
}
