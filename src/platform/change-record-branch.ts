import { join, relative, sep } from 'node:path';
import type { ChangeRecords } from '#ports/change-records.ts';
import type { Repository } from '#ports/repository.ts';

/** Records as commits on branches that are made once and never moved. */
export const createChangeRecords = (repository: Repository, root: string): ChangeRecords => ({
  async write({ branch, parent, message, author, at, files }) {
    const place = await repository.find(root);
    if (place === null)
      return {
        problem: `There is no repository to write it into. ${(await repository.whyNone(root)) ?? ''}`.trim(),
      };
    const standing = await repository.branchCommit(place.top, branch);
    // A run that was killed after it may write it again: the same request makes the same commit.
    if (standing !== null) return { commit: standing };
    const from = parent ?? place.commit;
    if (from === null) return { problem: 'The repository has no commit yet. Make a first one.' };
    const below = (path: string): string =>
      relative(place.top, join(place.folder, path)).split(sep).join('/');
    const made = await repository.commit({
      top: place.top,
      parent: from,
      files: files.map(({ path, text }) => ({ path: below(path), text })),
      message,
      author,
      at,
    });
    if ('problem' in made) return made;
    const created = await repository.createBranch(place.top, branch, made.commit);
    if ('problem' in created) return created;
    return { commit: 'exists' in created ? created.exists : made.commit };
  },
});
