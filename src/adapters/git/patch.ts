import type { Git } from './git-command.ts';
import { isObjectId } from './git-output.ts';

/**
 * The change of a commit against its one parent, as `git apply` takes it.
 * @throws when there is no such commit
 */
export async function patchOf(git: Git, top: string, commit: string): Promise<string> {
  if (!isObjectId(commit)) throw new Error(`Could not make a patch: "${commit}" is not the id of a commit.`);
  const answer = await git.run({ cwd: top, args: [...DIFF, commit, '--'] });
  if (!answer.ok) throw new Error(`Could not make a patch of ${commit} in ${top}: ${answer.said}.`);
  return answer.stdout.toString('utf8');
}

/** Said in full, because the user's settings could change how a patch looks. */
const DIFF = [
  'diff-tree',
  '-p',
  '-r',
  '--root',
  '--no-commit-id',
  '--no-color',
  '--no-ext-diff',
  '--no-textconv',
  '--no-renames',
  '--src-prefix=a/',
  '--dst-prefix=b/',
];
