import { branchCommit } from './branches.ts';
import type { Git } from './git-command.ts';
import { maskCredentials } from './git-words.ts';

const FIVE_MINUTES_MS = 300_000;

/**
 * Pushes one branch and nothing else, never by force. The user's pre-push hooks run: they guard what leaves the
 * machine, and are no less needed for what Kedge wrote. null: pushed, or there already; else a sentence.
 */
export async function pushBranch(
  git: Git,
  top: string,
  remote: string,
  branch: string,
): Promise<string | null> {
  const could = `Could not push the branch ${branch} to ${maskCredentials(remote)}`;
  const remotes = await git.run({ cwd: top, args: ['remote'] });
  if (!remotes.ok) return `${could}: ${remotes.said}.`;
  const names = remotes.stdout
    .toString('utf8')
    .split('\n')
    .filter((name) => name !== '');
  // An address could name a transport that is a program (`ext::`); a remote was set up by somebody.
  if (!names.includes(remote)) {
    const known = names.length === 0 ? 'there is none' : `there is ${names.join(', ')}`;
    return `${could}: ${top} has no remote of that name (${known}).`;
  }
  if ((await branchCommit(git, top, branch)) === null) return `${could}: there is no such branch in ${top}.`;
  const ref = `refs/heads/${branch}`;
  const pushed = await git.runWithHooks({
    cwd: top,
    args: [...PUSH, '--', remote, `${ref}:${ref}`],
    timeoutMs: FIVE_MINUTES_MS,
  });
  if (pushed.ok) return null;
  const refusal = refusedRef(pushed.stdout.toString('utf8'));
  const said = [refusal, pushed.said].filter((part) => part !== null).join('; ');
  return `${could}: ${said}. The branch is in ${top}; push it yourself with: git push ${remote} ${branch}`;
}

export const PUSH = ['push', '--porcelain', '--no-follow-tags', '--recurse-submodules=no', '--no-progress'];

/** `!<tab>from:to<tab>[rejected] (fetch first)`: what the other side or Git said of this branch. */
export function refusedRef(stdout: string): string | null {
  const line = stdout.split('\n').find((candidate) => candidate.startsWith('!\t'));
  return line === undefined ? null : maskCredentials(line.split('\t').slice(2).join(' ').trim());
}
