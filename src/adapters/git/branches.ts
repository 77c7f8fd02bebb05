import type { Git } from './git-command.ts';
import { isObjectId, oneLine } from './git-output.ts';

/** Where the branch points; null: there is none of that name. */
export async function branchCommit(git: Pick<Git, 'run'>, top: string, name: string): Promise<string | null> {
  if (!(await isBranchName(git, top, name))) return null;
  const answer = await git.run({ cwd: top, args: ['show-ref', '--verify', '--hash', '--', refOf(name)] });
  return answer.ok ? oneLine(answer.stdout) : null;
}

/** Git itself decides, under its own lock, so that of two that ask at once one makes it and the other is told. */
export async function createBranch(
  git: Pick<Git, 'run'>,
  top: string,
  name: string,
  commit: string,
): Promise<{ readonly created: true } | { readonly exists: string } | { readonly problem: string }> {
  const could = `Could not make the branch ${name} in ${top}`;
  if (!(await isBranchName(git, top, name))) return { problem: `${could}: Git does not allow this name.` };
  if (!isObjectId(commit)) return { problem: `${could}: "${commit}" is not the id of a commit.` };
  const mustNotExist = '0'.repeat(commit.length);
  const args = [
    'update-ref',
    '--no-deref',
    '-m',
    'branch: Created by Kedge',
    refOf(name),
    commit,
    mustNotExist,
  ];
  const made = await git.run({ cwd: top, args });
  if (made.ok) return { created: true };
  const exists = await branchCommit(git, top, name);
  return exists === null ? { problem: `${could}: ${made.said}.${adviceFor(made.said)}` } : { exists };
}

/** A Git that is killed leaves its lock file behind, and no Git dares to remove it. */
function adviceFor(said: string): string {
  const lock = /Unable to create '(.+?\.lock)': File exists/.exec(said)?.[1];
  return lock === undefined ? '' : ` If no Git runs there any more, delete ${lock} and try again.`;
}

const refOf = (name: string): string => `refs/heads/${name}`;

/** A leading dash or `HEAD` is a fine ref and a branch that nobody can name on a command line. */
async function isBranchName(git: Pick<Git, 'run'>, top: string, name: string): Promise<boolean> {
  if (name.startsWith('-') || name === 'HEAD' || name.includes('\0')) return false;
  return (await git.run({ cwd: top, args: ['check-ref-format', refOf(name)] })).ok;
}
