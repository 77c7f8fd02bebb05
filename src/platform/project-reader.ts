import { relative } from 'node:path';
import type { EngineName } from '#ports/engine.ts';
import type { ProjectReader, ReadProject, StackSettings as RunSettings } from '#ports/project-reader.ts';
import { configProblemText } from './config-problem-text.ts';
import { loadConfig, type LoadedConfig, type StackSettings } from './config.ts';
import { policiesOf, policyFor } from './scan-policies.ts';

export interface ProjectReaderSettings {
  /** The engine of stacks whose kedge.yaml names none. */
  readonly fallbackEngine: () => Promise<EngineName>;
  /** Where no kedge.yaml names a mirror; null: none. Absolute. */
  readonly providerMirror: string | null;
}

/** Projects as a scan of the command line reads them: the server must find the same stacks under the same names. */
export function createProjectReader(settings: ProjectReaderSettings): ProjectReader {
  return {
    read: async (folder) => {
      const loaded = await loadConfig(folder);
      if ('problems' in loaded) return { problem: loaded.problems.map(configProblemText).join('\n') };
      return projectOf(loaded, await settings.fallbackEngine(), settings.providerMirror);
    },
  };
}

function projectOf(loaded: LoadedConfig, fallback: EngineName, mirror: string | null): ReadProject {
  const { config, root, file } = loaded;
  const run = (stack: StackSettings): RunSettings => ({
    engine: stack.engine ?? fallback,
    binary: stack.binary,
    workspace: stack.workspace,
    varFiles: stack.varFiles,
    backendConfig: stack.backendConfig,
    lock: stack.lock,
    timeoutMs: stack.timeoutMs,
    allowEnv: stack.env,
    fast: stack.fast,
    providerMirror: config.providerMirror ?? mirror,
  });
  const { schedule, account } = config.defaults;
  let policies: ReturnType<typeof policiesOf> | null = null;
  return {
    root,
    configFile: file === null ? null : relative(root, file),
    name: config.project,
    exclude: config.exclude,
    listed: config.stacks.map((stack) => ({
      folder: stack.folder,
      name: stack.name,
      skip: stack.skip,
      owner: stack.owner ?? stack.team,
      team: stack.team,
      channel: stack.channel,
      schedule: stack.schedule,
      account: stack.account,
      settings: run(stack),
    })),
    defaults: { ...run(config.defaults), schedule, account },
    policyFor: async (folder) => policyFor(folder, loaded, await (policies ??= policiesOf(loaded))),
  };
}
