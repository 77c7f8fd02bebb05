import type { PrivateCache } from '#platform/private-cache.ts';
import type { Repository } from '#ports/repository.ts';
import { gitAuthor } from './author.ts';
import { branchCommit, createBranch } from './branches.ts';
import { changedFiles } from './changed-files.ts';
import { findPlace } from './find-place.ts';
import { createGit, type GitSettings } from './git-command.ts';
import { makeCommit } from './make-commit.ts';
import { makeRevert } from './make-revert.ts';
import { patchOf } from './patch.ts';
import { pushBranch } from './push-branch.ts';
import { withScratchWorktree } from './scratch-worktree.ts';
import { untrackedConfiguration } from './untracked-inputs.ts';

export interface RepositorySettings extends GitSettings {
  readonly cache: PrivateCache;
}

/** The `git` program on the PATH behind the port. What it could not do for lack of trust or of Git goes to the log. */
export function createRepository(settings: RepositorySettings): Repository {
  const { cache, log } = settings;
  const git = createGit(settings);
  return {
    find: async (folder) => {
      const found = await findPlace(git, folder);
      if ('place' in found) return found.place;
      log(found.why);
      return null;
    },
    whyNone: async (folder) => {
      const found = await findPlace(git, folder);
      return 'why' in found ? found.why : null;
    },
    changedFiles: (top, paths) => changedFiles(git, top, paths),
    untrackedConfiguration: (top, folders) => untrackedConfiguration(git, top, folders),
    author: (folder) => gitAuthor(git, folder),
    commit: (request) => makeCommit(git, cache, request),
    revert: (request) => makeRevert(git, cache, request),
    patch: (top, commit) => patchOf(git, top, commit),
    withWorktree: (request, work) => withScratchWorktree(git, cache, request, work),
    createBranch: (top, name, commit) => createBranch(git, top, name, commit),
    branchCommit: (top, name) => branchCommit(git, top, name),
    push: (top, remote, branch) => pushBranch(git, top, remote, branch),
  };
}
