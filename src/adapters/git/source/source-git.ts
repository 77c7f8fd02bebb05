import { serverEnvironment } from '#platform/environment.ts';
import type { RunFolder } from '#platform/run-folder.ts';
import { createGit, type Git, type GitAnswer, type GitRequest } from '../git-command.ts';
import type { SourceSettings } from './source-settings.ts';

const TEN_MINUTES_MS = 600_000;

/**
 * Git over the repository of a source. Settings of whoever runs the server count (a proxy, a trusted folder); what
 * the other side could make Git do does not: nothing that a commit names is fetched or started besides.
 */
const SOURCE_GUARDS: readonly (readonly [key: string, value: string])[] = [
  ['submodule.recurse', 'false'],
  ['fetch.recurseSubmodules', 'false'],
  // A collection that goes on by itself would be killed with its group, in the middle of its work.
  ['gc.autoDetach', 'false'],
  ['maintenance.autoDetach', 'false'],
  ['maintenance.auto', 'false'],
  ['safe.bareRepository', 'all'],
  // A line that goes quiet for a minute is dead.
  ['http.lowSpeedLimit', '1000'],
  ['http.lowSpeedTime', '60'],
];

/** Nobody's hooks are run here, so the other way of Git to run is not offered. */
export interface SourceGit extends Pick<Git, 'run'> {
  /** For what takes long or writes: should this process be killed, the next one ends it before it goes on. */
  runNoted(request: GitRequest, run: RunFolder): Promise<GitAnswer>;
}

export function createSourceGit({ env, cache, log }: SourceSettings): SourceGit {
  const git = createGit({ env: serverEnvironment(env, ['GIT_*', 'SSH_AUTH_SOCK']), log });
  const run = (request: GitRequest): Promise<GitAnswer> =>
    git.run({
      ...request,
      env: {
        // Nobody is there to be asked: empty, it also keeps Git from the next in its order.
        GIT_ASKPASS: '',
        // By this word a sweep knows a group of ours.
        KEDGE_CACHE: cache.root,
        ...request.env,
      },
      settings: [...SOURCE_GUARDS, ...(request.settings ?? [])],
    });
  return {
    run,
    runNoted: (request, folder) =>
      run({ timeoutMs: TEN_MINUTES_MS, ...request, beforeItBegins: (pid) => folder.noteGroup(pid) }),
  };
}
