import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { filterSettings } from './filter-settings.ts';
import type { Git, GitAnswer } from './git-command.ts';
import { parts } from './git-output.ts';

/**
 * Tracked files below the paths whose content, on disk or staged, is not that of HEAD, sorted. In doubt a file counts
 * as changed. What lies in submodules is not looked at.
 * @throws when Git cannot tell
 */
export async function changedFiles(
  git: Git,
  top: string,
  paths: readonly string[],
): Promise<readonly string[]> {
  if (paths.length === 0) return [];
  const limits = ['--', ...paths.map((path) => (path === '' ? '.' : path))];
  const settings = await filterSettings(git, top);
  // `git diff` would write the user's index; `status` keeps what it learns to itself.
  const [status, listed] = await Promise.all([
    git.run({ cwd: top, args: [...STATUS, ...limits], settings }),
    git.run({ cwd: top, args: ['ls-files', '-v', '-z', ...limits] }),
  ]);
  const unseen = await changedUnseen(git, top, flagged(parts(told(listed, top))));
  return [...new Set([...parts(told(status, top)).map(pathIn), ...unseen])].toSorted();
}

const STATUS = [
  'status',
  '--porcelain=v2',
  '-z',
  '--untracked-files=no',
  '--ignore-submodules=dirty',
  '--no-renames',
];

/** How many fields stand before the path in a line of porcelain v2: 8 for an ordinary change, 10 for a conflict. */
const pathIn = (line: string): string =>
  line
    .split(' ')
    .slice(line.startsWith('u') ? 10 : 8)
    .join(' ');

/** Files that Git was told to take for unchanged (lower case: assume-unchanged; S: skip-worktree). */
const flagged = (listed: readonly string[]): readonly string[] =>
  listed.filter((line) => /^[a-zS] /.test(line)).map((line) => line.slice(2));

/** Git says nothing about flagged files; they would pass for clean whatever is in them. */
async function changedUnseen(git: Git, top: string, paths: readonly string[]): Promise<readonly string[]> {
  const changed: string[] = [];
  for (const path of paths) {
    // In a sparse checkout most of them are not there.
    if ((await lstat(join(top, path)).catch(() => null)) === null) continue;
    const [now, then] = await Promise.all([
      git.run({ cwd: top, args: ['hash-object', '--no-filters', '--', path] }),
      git.run({ cwd: top, args: ['rev-parse', '--verify', '--quiet', `HEAD:${path}`] }),
    ]);
    if (!now.ok || !then.ok || !now.stdout.equals(then.stdout)) changed.push(path);
  }
  return changed;
}

function told(answer: GitAnswer, top: string): Buffer {
  if (answer.ok) return answer.stdout;
  throw new Error(`Could not ask Git what changed in ${top}: ${answer.said}.`);
}
