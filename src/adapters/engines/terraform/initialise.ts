import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProcessResult } from '#platform/run-process.ts';
import { adoptBackendRecord, forgetBackendRecord } from './backend-record.ts';
import { diagnosticText, textDiagnostics, warningLines } from './diagnostics.ts';
import { failure, failureOf } from './failure-reason.ts';
import { installedProviders } from './installed-providers.ts';
import { withProviderCache } from './provider-cache.ts';
import type { Outcome, StackContext } from './stack-context.ts';
import { selectedWorkspace, selectWorkspace } from './workspace.ts';

export interface Initialised {
  readonly warnings: readonly string[];
}

/** Why an init failed, and whether it was for want of a lock file that it may not write. */
export type InitOutcome = Outcome<Initialised> & { readonly wantsLockFile: boolean };

export interface InitPlace {
  readonly cwd: string;
  /** Only a shadow of the user's folder may get a lock file. */
  readonly mayWriteLockFile: boolean;
}

/** Initialises Kedge's data folder for a stack. The user's folder and backend are only read. */
export async function initialise(context: StackContext, place: InitPlace): Promise<InitOutcome> {
  const sources = await providerSources(context);
  let outcome: InitOutcome | null = null;
  for (const pluginFolder of sources) {
    outcome = await initFrom(context, place, pluginFolder);
    if ('value' in outcome || outcome.failure.reason !== 'init_failed') return outcome;
  }
  return (
    outcome ?? { failure: failure('internal', 'There was no source of providers.'), wantsLockFile: false }
  );
}

/** Folders to install from, best first; null is the way that the user's own settings name. */
async function providerSources(context: StackContext): Promise<readonly (string | null)[]> {
  const { stack, lockFile, userData, engine } = context;
  if (stack.providerMirror !== null) return [stack.providerMirror];
  const installed = lockFile === null ? null : await installedProviders(lockFile, userData, engine.platform);
  return installed === null ? [null] : [installed, null];
}

async function initFrom(
  context: StackContext,
  place: InitPlace,
  pluginFolder: string | null,
): Promise<InitOutcome> {
  const { dataFolder, userData, stack, workspace } = context;
  await selectWorkspace(dataFolder, workspace);
  // The engine remembers an earlier -plugin-dir here and would go on to install from nowhere else.
  await rm(join(dataFolder, 'plugin_path'), { force: true });
  const adopted = stack.backendConfig.length === 0 && (await adoptBackendRecord(userData, dataFolder));
  let result = await runInit(context, place, { pluginFolder, reconfigure: !adopted });
  if (adopted && result.exitCode !== 0 && result.stderr.includes('-reconfigure')) {
    // The code asks for another backend than the user's last init did: the code is right.
    await forgetBackendRecord(dataFolder);
    await selectWorkspace(dataFolder, workspace);
    result = await runInit(context, place, { pluginFolder, reconfigure: true });
  }
  return judge(context, result);
}

async function judge(context: StackContext, result: ProcessResult): Promise<InitOutcome> {
  const diagnostics = textDiagnostics(result.stderr);
  if (result.exitCode !== 0 || result.aborted || result.timedOut) {
    const text = diagnostics.map(diagnosticText).join('\n').replaceAll(/\s+/g, ' ');
    return { failure: failureOf('init', result, []), wantsLockFile: /lock file is read-only/.test(text) };
  }
  const selected = await selectedWorkspace(context.dataFolder);
  if (selected !== context.workspace) {
    return { failure: missingWorkspace(context), wantsLockFile: false };
  }
  return { value: { warnings: warningLines(diagnostics) }, wantsLockFile: false };
}

export const missingWorkspace = ({ workspace, folder }: Pick<StackContext, 'workspace' | 'folder'>) =>
  failure(
    'bad_config',
    `The workspace "${workspace}" does not exist in the backend of ${folder}. Kedge makes none: name one that exists (workspace in kedge.yaml, TF_WORKSPACE, or the one selected in the folder).`,
  );

function runInit(
  context: StackContext,
  place: InitPlace,
  options: { readonly pluginFolder: string | null; readonly reconfigure: boolean },
): Promise<ProcessResult> {
  const args = [
    'init',
    '-input=false',
    '-no-color',
    '-lock=false',
    ...(place.mayWriteLockFile ? [] : ['-lockfile=readonly']),
    // Without it an init over other settings would ask to move the state.
    ...(options.reconfigure ? ['-reconfigure'] : []),
    ...(options.pluginFolder === null ? [] : [`-plugin-dir=${options.pluginFolder}`]),
    ...context.stack.backendConfig.map((setting) => `-backend-config=${setting}`),
  ];
  return withProviderCache(context, options.pluginFolder !== null, (cacheEnv) =>
    context.process.run(args, {
      cwd: place.cwd,
      extraEnv: {
        ...cacheEnv,
        // A lock file of Kedge's own may name the hash of what lies in the cache, which saves a download per stack.
        ...(place.mayWriteLockFile ? { TF_PLUGIN_CACHE_MAY_BREAK_DEPENDENCY_LOCK_FILE: '1' } : {}),
      },
    }),
  );
}
