import { mkdir, writeFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { configProblemText } from '#platform/config-problem-text.ts';
import { loadConfig } from '#platform/config.ts';
import type { GitSource } from '#domain/fleet/source.ts';
import { filterSettings } from '../filter-settings.ts';
import type { SourceGit } from './source-git.ts';

/** Where a project keeps its records, from the top of its repository; empty: the top itself. */
export interface RecordsPlace {
  readonly root: string;
  readonly decisions: string;
}

/**
 * As kedge.yaml says at a commit: it is looked for in the source's subfolder and above.
 * @param folder private and empty; absolute
 */
export async function recordsPlace(
  git: SourceGit,
  repository: string,
  { subfolder }: GitSource,
  commit: string,
  folder: string,
): Promise<RecordsPlace | { readonly problem: string }> {
  const below = subfolder === '' ? [] : subfolder.split('/');
  // The search for kedge.yaml ends at the top of a repository.
  await mkdir(join(folder, '.git'), { recursive: true });
  await mkdir(join(folder, subfolder), { recursive: true });
  for (let depth = 0; depth <= below.length; depth += 1) {
    const path = [...below.slice(0, depth), 'kedge.yaml'].join('/');
    const text = await textAt(git, repository, commit, path);
    if (text !== null) await writeFile(join(folder, path), text, { mode: 0o600 });
  }
  const loaded = await loadConfig(join(folder, subfolder));
  if ('problems' in loaded) {
    return { problem: loaded.problems.map(configProblemText).join('\n').replaceAll(`${folder}/`, '') };
  }
  const from = (path: string): string => relative(folder, path).split(sep).join('/');
  return { root: from(loaded.root), decisions: from(loaded.config.decisions.folder) };
}

/** The text of a file at a commit; null: there is none. */
export async function textAt(
  git: SourceGit,
  repository: string,
  commit: string,
  path: string,
): Promise<string | null> {
  const answer = await git.run({ cwd: repository, args: ['cat-file', 'blob', `${commit}:${path}`] });
  return answer.ok ? answer.stdout.toString('utf8') : null;
}

/** Writes the paths as the commit holds them into a private folder. Links come as plain files: none leads out of it. */
export async function takeOut(
  git: SourceGit,
  repository: string,
  commit: string,
  paths: readonly string[],
  into: { readonly tree: string; readonly index: string },
): Promise<string | null> {
  await mkdir(into.tree, { recursive: true, mode: 0o700 });
  const listed = await git.run({
    cwd: repository,
    args: ['ls-tree', '-z', '--name-only', '--full-tree', commit, '--', ...paths],
  });
  if (!listed.ok) return listed.said;
  const there = listed.stdout
    .toString('utf8')
    .split('\0')
    .filter((path) => path !== '');
  if (there.length === 0) return null;
  const answer = await git.run({
    cwd: into.tree,
    args: ['checkout', '--force', '--quiet', commit, '--', ...there],
    env: { GIT_DIR: repository, GIT_WORK_TREE: into.tree, GIT_INDEX_FILE: into.index },
    settings: [
      ...(await filterSettings(git, repository)),
      ['core.symlinks', 'false'],
      ['core.autocrlf', 'false'],
    ],
  });
  return answer.ok ? null : answer.said;
}
