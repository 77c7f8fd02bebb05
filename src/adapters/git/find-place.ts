import { realpath } from 'node:fs/promises';
import type { RepositoryPlace } from '#ports/repository.ts';
import type { Git } from './git-command.ts';
import { oneLine } from './git-output.ts';
import { originAddress } from './origin-address.ts';

/** The repository around a folder, or why there is none that can be used, as a sentence. */
export async function findPlace(
  git: Git,
  folder: string,
): Promise<{ readonly place: RepositoryPlace } | { readonly why: string }> {
  const answer = await git.run({ cwd: folder, args: ['rev-parse', '--show-toplevel'] });
  if (!answer.ok) return { why: `Could not use Git for ${folder}: ${answer.said}.` };
  const [asked, top] = await Promise.all([realpath(folder), realpath(oneLine(answer.stdout))]);
  const [commit, branch, origin] = await Promise.all([
    headCommit(git, top),
    currentBranch(git, top),
    originOf(git, top),
  ]);
  return { place: { folder: asked, top, commit, branch, origin } };
}

/** null: no commit yet. */
export async function headCommit(git: Git, top: string): Promise<string | null> {
  const answer = await git.run({ cwd: top, args: ['rev-parse', '--verify', '--quiet', 'HEAD^{commit}'] });
  return answer.ok ? oneLine(answer.stdout) : null;
}

async function currentBranch(git: Git, top: string): Promise<string | null> {
  const answer = await git.run({ cwd: top, args: ['symbolic-ref', '--quiet', 'HEAD'] });
  if (!answer.ok) return null;
  const name = oneLine(answer.stdout);
  return name.startsWith('refs/heads/') ? name.slice('refs/heads/'.length) : null;
}

async function originOf(git: Git, top: string): Promise<string | null> {
  const answer = await git.run({ cwd: top, args: ['remote', 'get-url', 'origin'] });
  return answer.ok ? originAddress(oneLine(answer.stdout)) : null;
}
