import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PrivateCache } from '#platform/private-cache.ts';
import type { Reverted, RevertRequest } from '#ports/repository.ts';
import { filterSettings } from './filter-settings.ts';
import type { Git, GitAnswer } from './git-command.ts';
import { oneLine, parts } from './git-output.ts';
import { identityFor, Refusal } from './make-commit.ts';
import { withScratchWorktree } from './scratch-worktree.ts';

const TEN_MINUTES_MS = 600_000;
const MOST_NAMED = 8;

/**
 * Undoes a commit on top of another in a scratch work tree, by Git's own revert: the user's work tree and index see
 * nothing of it. Whose commit it is and when is the request's, so that a second try after a kill makes the same one.
 */
export async function makeRevert(
  git: Git,
  cache: PrivateCache,
  request: RevertRequest,
): Promise<Reverted | { readonly problem: string }> {
  const could = `${request.undo} cannot be undone on top of ${request.onto.slice(0, 12)}`;
  try {
    const undoes = await commitOf(git, request);
    const parents = await parentsOf(git, request, undoes);
    const tree = { top: request.top, commit: request.onto, inputsFrom: [] };
    const made = await withScratchWorktree(git, cache, tree, (folder) =>
      revertIn(git, folder, request, { undoes, parents }).catch((error: unknown) => {
        if (error instanceof Refusal) return { problem: `${could}: ${error.message}.` };
        throw error;
      }),
    );
    return 'commit' in made ? { commit: made.commit, undoes } : made;
  } catch (error) {
    if (error instanceof Refusal) return { problem: `${could}: ${error.message}.` };
    throw error;
  }
}

/** Only a commit that is in the history of what runs can be taken out of it. */
async function commitOf(git: Git, { top, undo, onto }: RevertRequest): Promise<string> {
  const named = await git.run({
    cwd: top,
    args: ['rev-parse', '--verify', '--quiet', '--end-of-options', `${undo}^{commit}`],
  });
  if (!named.ok) throw new Refusal('the repository has no such commit');
  const commit = oneLine(named.stdout);
  const inside = await git.run({ cwd: top, args: ['merge-base', '--is-ancestor', commit, onto] });
  if (!inside.ok) throw new Refusal('it is not in the history of it');
  return commit;
}

async function parentsOf(git: Git, { top }: RevertRequest, commit: string): Promise<number> {
  const listed = await git.run({ cwd: top, args: ['rev-list', '--parents', '-n', '1', commit] });
  const parents = (listed.ok ? oneLine(listed.stdout) : '').split(' ').length - 1;
  if (parents < 1) throw new Refusal('it is the first commit, and nothing would be left');
  return parents;
}

async function revertIn(
  git: Git,
  folder: string,
  request: RevertRequest,
  { undoes, parents }: { readonly undoes: string; readonly parents: number },
): Promise<{ readonly commit: string }> {
  const ask = async (args: readonly string[], env?: Readonly<Record<string, string>>): Promise<string> => {
    const answer = await git.run({ cwd: folder, args, ...(env === undefined ? {} : { env }) });
    if (!answer.ok) throw new Refusal(answer.said);
    return oneLine(answer.stdout);
  };
  // A merge is undone against the line that it was merged into.
  const mainline = parents > 1 ? ['-m', '1'] : [];
  const reverted = await git.run({
    cwd: folder,
    args: ['revert', '--no-commit', ...mainline, undoes],
    settings: await filterSettings(git, request.top),
    timeoutMs: TEN_MINUTES_MS,
  });
  if (!reverted.ok) throw new Refusal(await conflictIn(git, folder, reverted));
  const tree = await ask(['write-tree']);
  if (tree === (await ask(['rev-parse', '--verify', `${request.onto}^{tree}`]))) {
    throw new Refusal('nothing of it is left there, so undoing it changes nothing');
  }
  const subject = await ask(['log', '-1', '--format=%s', undoes]);
  const message = join(folder, '.git-kedge-message');
  await writeFile(message, `Revert "${subject}"\n\nThis reverts commit ${undoes}.\n\n${request.note}\n`);
  const identity = (await identityFor(git, request)) ?? {};
  return {
    commit: await ask(['commit-tree', '--no-gpg-sign', '-p', request.onto, '-F', message, tree], {
      ...identity,
    }),
  };
}

async function conflictIn(
  git: Git,
  folder: string,
  answer: GitAnswer & { readonly ok: false },
): Promise<string> {
  const unmerged = await git.run({ cwd: folder, args: ['diff', '--name-only', '--diff-filter=U', '-z'] });
  const files = unmerged.ok ? parts(unmerged.stdout) : [];
  if (files.length === 0) return answer.said;
  const more = files.length > MOST_NAMED ? ` and ${files.length - MOST_NAMED} more` : '';
  return `what came after it changed the same places (conflicts in ${files.slice(0, MOST_NAMED).join(', ')}${more})`;
}
