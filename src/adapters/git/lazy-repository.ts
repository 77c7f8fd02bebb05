import type { Repository } from '#ports/repository.ts';
import type { RepositorySettings } from './repository.ts';

/** The repository, loaded at the first question: most scans find nothing and ask none. */
export function lazyRepository(settings: RepositorySettings): Repository {
  let loaded: Promise<Repository> | null = null;
  const load = (): Promise<Repository> =>
    (loaded ??= import('./repository.ts').then(({ createRepository }) => createRepository(settings)));
  return {
    find: async (...args) => (await load()).find(...args),
    whyNone: async (...args) => (await load()).whyNone(...args),
    changedFiles: async (...args) => (await load()).changedFiles(...args),
    untrackedConfiguration: async (...args) => (await load()).untrackedConfiguration(...args),
    author: async (...args) => (await load()).author(...args),
    commit: async (...args) => (await load()).commit(...args),
    revert: async (...args) => (await load()).revert(...args),
    patch: async (...args) => (await load()).patch(...args),
    withWorktree: async (...args) => (await load()).withWorktree(...args),
    createBranch: async (...args) => (await load()).createBranch(...args),
    branchCommit: async (...args) => (await load()).branchCommit(...args),
    push: async (...args) => (await load()).push(...args),
  };
}
