import { rm } from 'node:fs/promises';
import { isObjectId, oneLine } from '../git-output.ts';
import type { SourceAccess } from './source-access.ts';
import type { SourceGit } from './source-git.ts';
import type { SourceHome } from './source-home.ts';

/** Where the records of a source are committed: never on the branch that is read, which people merge into. */
export const RECORDS_BRANCH = 'kedge/records';

/** Where a branch of Kedge's own stands here, and where it stood on the other side when that was last asked. */
const refsOf = (branch: string) => ({
  local: `refs/heads/${branch}`,
  remote: `refs/remotes/origin/${branch}`,
});

const { local: LOCAL, remote: REMOTE } = refsOf(RECORDS_BRANCH);

/** Brings the branch as the other side has it. null: it is here, or it has none; else a clause. */
export async function fetchRecords(
  access: SourceAccess,
  git: SourceGit,
  { repository }: SourceHome,
  signal: AbortSignal,
  branch: string = RECORDS_BRANCH,
): Promise<string | null> {
  const { local, remote } = refsOf(branch);
  const before = await commitAt(git, repository, remote);
  const answer = await access.run({
    cwd: repository,
    args: ['fetch', '--quiet', '--no-tags', '--no-write-fetch-head', '--', 'origin', `+${local}:${remote}`],
    signal,
  });
  if (answer.ok) return null;
  if (!/couldn't find remote ref/.test(answer.said)) return answer.said;
  // Merged and deleted there: what was pushed is in the branch that is read, so the next record begins anew.
  if (before !== null && before === (await commitAt(git, repository, local))) {
    await git.run({ cwd: repository, args: ['update-ref', '-d', local, before] });
  }
  await git.run({ cwd: repository, args: ['update-ref', '-d', remote] });
  return null;
}

/** What the next record is committed on, and what the branch points at now (null: there is none). */
export interface RecordsBase {
  readonly parent: string;
  readonly local: string | null;
}

/**
 * The newest that both sides have. Two machines that wrote at once are merged, which cannot clash but in one file.
 * A branch that was merged goes on from the head. A problem is a clause.
 */
export async function recordsBase(
  git: SourceGit,
  { repository }: SourceHome,
  head: string,
): Promise<RecordsBase | { readonly problem: string }> {
  const [local, remote] = [await commitAt(git, repository, LOCAL), await commitAt(git, repository, REMOTE)];
  const newest = await newestOf(git, repository, local, remote);
  if (newest !== null && typeof newest === 'object') return newest;
  const merged = newest === null || (await isAncestor(git, repository, newest, head));
  return { parent: merged ? head : newest, local };
}

async function newestOf(
  git: SourceGit,
  repository: string,
  local: string | null,
  remote: string | null,
): Promise<string | null | { readonly problem: string }> {
  if (local === null || remote === null) return local ?? remote;
  if (await isAncestor(git, repository, local, remote)) return remote;
  if (await isAncestor(git, repository, remote, local)) return local;
  return mergeOf(git, repository, remote, local);
}

/** In the objects alone: no work tree and no index. */
async function mergeOf(
  git: SourceGit,
  repository: string,
  remote: string,
  local: string,
): Promise<string | { readonly problem: string }> {
  const tree = await git.run({
    cwd: repository,
    args: ['merge-tree', '--write-tree', '--no-messages', remote, local],
  });
  if (!tree.ok) {
    return {
      problem: `${RECORDS_BRANCH} has moved on elsewhere, and the two cannot be joined by themselves. Merge ${RECORDS_BRANCH} there, and delete it`,
    };
  }
  const made = await git.run({
    cwd: repository,
    args: [
      'commit-tree',
      '--no-gpg-sign',
      '-p',
      remote,
      '-p',
      local,
      '-m',
      'Join the records of two machines',
      oneLine(tree.stdout),
    ],
    env: {
      GIT_AUTHOR_NAME: 'Kedge',
      GIT_AUTHOR_EMAIL: 'kedge@localhost',
      GIT_COMMITTER_NAME: 'Kedge',
      GIT_COMMITTER_EMAIL: 'kedge@localhost',
    },
  });
  return made.ok ? oneLine(made.stdout) : { problem: made.said };
}

/** Moves the branch from where it was; a clause when somebody else has moved it. */
export async function moveRecords(
  git: SourceGit,
  { repository }: SourceHome,
  to: string,
  from: string | null,
  branch: string = RECORDS_BRANCH,
): Promise<string | null> {
  const args = ['update-ref', '-m', 'records', refsOf(branch).local, to, from ?? '0'.repeat(to.length)];
  const moved = await git.run({ cwd: repository, args });
  if (moved.ok) return null;
  // A Git that was killed leaves it; whoever is here holds the source's lock, and left-over groups were ended.
  const lock = /Unable to create '(.+?\.lock)': File exists/.exec(moved.said)?.[1];
  if (lock?.startsWith(`${repository}/refs/heads/`) !== true) return moved.said;
  await rm(lock, { force: true });
  const again = await git.run({ cwd: repository, args });
  return again.ok ? null : again.said;
}

/** Whether the other side lacks something of ours. */
export async function isUnpushed(git: SourceGit, { repository }: SourceHome): Promise<boolean> {
  const [local, remote] = [await commitAt(git, repository, LOCAL), await commitAt(git, repository, REMOTE)];
  return local !== null && local !== remote;
}

/** After a push: the other side has what is here. Kedge sets up no remote branches, so Git does not note it by itself. */
export async function notePushed(
  git: SourceGit,
  { repository }: SourceHome,
  branch: string = RECORDS_BRANCH,
): Promise<void> {
  const { local, remote } = refsOf(branch);
  await git.run({ cwd: repository, args: ['update-ref', remote, local] });
}

/** Where a branch of Kedge's own stands on both sides; null: it is not there. */
export async function standsAt(
  git: SourceGit,
  { repository }: SourceHome,
  branch: string,
): Promise<{ readonly local: string | null; readonly remote: string | null }> {
  const { local, remote } = refsOf(branch);
  return {
    local: await commitAt(git, repository, local),
    remote: await commitAt(git, repository, remote),
  };
}

async function commitAt(git: SourceGit, repository: string, ref: string): Promise<string | null> {
  const answer = await git.run({
    cwd: repository,
    args: ['rev-parse', '--verify', '--quiet', `${ref}^{commit}`],
  });
  const commit = answer.ok ? oneLine(answer.stdout) : '';
  return isObjectId(commit) ? commit : null;
}

export async function isAncestor(
  git: SourceGit,
  repository: string,
  one: string,
  other: string,
): Promise<boolean> {
  return (await git.run({ cwd: repository, args: ['merge-base', '--is-ancestor', one, other] })).ok;
}
