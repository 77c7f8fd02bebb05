import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { oneLine } from '../git-output.ts';
import type { GitAnswer } from '../git-command.ts';
import type { SourceGit } from './source-git.ts';
import type { SourceAccess } from './source-access.ts';
import type { SourceHome } from './source-home.ts';

/**
 * Makes the repository of a source ready: there, whole enough to be asked, and with its address. Whoever calls holds
 * its lock. null: it is; else a clause.
 */
export async function openRepository(git: SourceGit, home: SourceHome, url: string): Promise<string | null> {
  const { repository } = home;
  await mkdir(home.folder, { recursive: true, mode: 0o700 });
  const asked = await git.run({
    cwd: home.folder,
    args: ['-C', repository, 'config', '--get', 'remote.origin.url'],
  });
  if (asked.ok && oneLine(asked.stdout) === url) return null;
  if (!asked.ok && (asked.kind !== 'failed' || asked.exitCode === null)) return asked.said;
  // Never finished, or the clone of another address: half of each would be worse. It may hold records that were not
  // pushed, so it is kept.
  await setAside(home);
  const made = await git.run({
    cwd: home.folder,
    // Without a template: it would bring hooks.
    args: ['init', '--bare', '--quiet', '--template=', '--initial-branch=kedge/none', '--', repository],
  });
  if (!made.ok) return made.said;
  const named = await git.run({ cwd: repository, args: ['config', 'remote.origin.url', url] });
  return named.ok ? null : named.said;
}

async function setAside({ folder, repository }: SourceHome): Promise<void> {
  const aside = join(folder, `earlier-${Date.now()}.git`);
  await rename(repository, aside).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  });
}

/** What Git knows of the branch after the last fetch; null: nothing. */
export async function knownHead(git: SourceGit, repository: string, branch: string): Promise<string | null> {
  const answer = await git.run({
    cwd: repository,
    args: ['rev-parse', '--verify', '--quiet', `refs/remotes/origin/${branch}^{commit}`],
  });
  return answer.ok ? oneLine(answer.stdout) : null;
}

/** Brings one branch, and nothing else: no tag, no other branch, no request of a fork. null: it is there; else a clause. */
export async function fetchBranch(
  access: SourceAccess,
  home: SourceHome,
  branch: string,
  signal: AbortSignal,
): Promise<string | null> {
  const request = {
    cwd: home.repository,
    args: [...FETCH, `+refs/heads/${branch}:refs/remotes/origin/${branch}`],
    signal,
  };
  const first = await access.run(request);
  const stale = first.ok ? null : staleLock(first, home);
  if (stale !== null) await rm(stale, { force: true });
  const answer = stale === null ? first : await access.run(request);
  if (answer.ok) return null;
  return /couldn't find remote ref/.test(answer.said) ? `it has no branch ${branch}` : answer.said;
}

const FETCH = [
  'fetch',
  '--quiet',
  '--force',
  '--no-tags',
  '--no-recurse-submodules',
  '--no-write-fetch-head',
  '--no-auto-maintenance',
  '--',
  'origin',
];

/** Left by a Git that was killed. Only whoever holds the source's lock writes there, and left-over groups were ended. */
function staleLock(answer: GitAnswer & { readonly ok: false }, { repository }: SourceHome): string | null {
  const file = /Unable to create '(.+?\.lock)': File exists/.exec(answer.said)?.[1];
  return file?.startsWith(`${repository}/`) === true && !file.includes('/worktrees/') ? file : null;
}

/** From the top, sorted; null: the older commit is not there any more. */
export async function changedPaths(
  git: SourceGit,
  repository: string,
  from: string,
  to: string,
): Promise<readonly string[] | null> {
  const answer = await git.run({
    cwd: repository,
    args: ['diff-tree', '-r', '-z', '--name-only', '--no-renames', '--no-ext-diff', from, to, '--'],
  });
  return answer.ok
    ? answer.stdout
        .toString('utf8')
        .split('\0')
        .filter((path) => path !== '')
        .toSorted()
    : null;
}
