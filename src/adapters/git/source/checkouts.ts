import { realpath, rm } from 'node:fs/promises';
import { join, sep } from 'node:path';
import type { FolderSource, GitSource, Source } from '#domain/fleet/source.ts';
import type { Checkouts, Synced } from '#ports/checkout.ts';
import type { RepositoryPlace } from '#ports/repository.ts';
import { findPlace } from '../find-place.ts';
import { createGit } from '../git-command.ts';
import { isObjectId } from '../git-output.ts';
import { originAddress } from '../origin-address.ts';
import { pushOwnBranch, publishObstacle } from './publish-branch.ts';
import { withAccess } from './source-access.ts';
import { createSourceGit, type SourceGit } from './source-git.ts';
import { sourceHome } from './source-home.ts';
import { changedPaths, fetchBranch, knownHead, openRepository } from './source-repository.ts';
import { inSourceLock } from './source-lock.ts';
import type { SourceSettings } from './source-settings.ts';
import { giveTree, trimTrees } from './work-trees.ts';

const TEN_MINUTES_MS = 600_000;

type Problem = { readonly problem: string };

/** Sources on this machine, below the server's data folder. */
export function createCheckouts(settings: SourceSettings): Checkouts {
  const git = createSourceGit(settings);
  return {
    sync: (source, since, signal) =>
      source.kind === 'git'
        ? syncRepository(git, settings, source, since, signal)
        : syncFolder(settings, source),
    at: async (source, commit, signal) => {
      const could = `Could not read ${source.name}${commit === null ? '' : ` at ${commit}`}`;
      const top =
        source.kind === 'git'
          ? await treeOf(git, settings, source, commit, signal)
          : await folderOf(settings, source);
      if ('problem' in top) return { problem: sentence(could, top) };
      const root = await rootIn(top, source);
      if (root !== null) return { top: top.folder, root, commit: top.commit, release: top.release };
      await top.release();
      return { problem: `${could}: there is no folder ${source.subfolder} in it.` };
    },
    publish: async (source, branch, signal) => {
      if (source.kind === 'folder') return `Could not push the branch ${branch}: ${source.name} is a folder.`;
      const obstacle = publishObstacle(source, branch);
      if (obstacle !== null) return obstacle;
      const home = sourceHome(settings.data, source.name);
      const pushed = await withAccess(git, settings, source, (access) =>
        pushOwnBranch(access, home, branch, signal),
      );
      if ('problem' in pushed) return pushed.problem;
      return 'pushed' in pushed
        ? null
        : `Could not push the branch ${branch} to ${source.name}: ${pushed.said}.`;
    },
    forget: async (name) => {
      const { folder } = sourceHome(settings.data, name);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Of a clause or a sentence. */
const sentence = (could: string, { problem }: Problem): string => `${could}: ${problem.replace(/\.$/, '')}.`;

async function syncRepository(
  git: SourceGit,
  settings: SourceSettings,
  source: GitSource,
  since: string | null,
  signal: AbortSignal,
): Promise<Synced | Problem> {
  const home = sourceHome(settings.data, source.name);
  const head = await fetchHead(git, settings, source, signal);
  if ('problem' in head) return { problem: sentence(`Could not fetch ${source.name}`, head) };
  await trimTrees(home, signal);
  return {
    commit: head.commit,
    changedPaths:
      since !== null && isObjectId(since)
        ? await changedPaths(git, home.repository, since, head.commit)
        : null,
    origin: originAddress(source.url),
  };
}

/** One at a time over all processes of this machine; the lock of one that was killed is taken over. */
async function fetchHead(
  git: SourceGit,
  settings: SourceSettings,
  source: GitSource,
  signal: AbortSignal,
): Promise<{ readonly commit: string } | Problem> {
  return inSourceLock(settings, source, signal, async () => {
    const home = sourceHome(settings.data, source.name);
    const opened = await openRepository(git, home, source.url);
    if (opened !== null) return { problem: opened };
    const fetched = await withAccess(git, settings, source, async (access) => {
      const problem = await fetchBranch(access, home, source.branch, signal);
      return problem === null ? null : { problem };
    });
    if (fetched !== null) return fetched;
    // Many small fetches leave many small files. Not being able to tidy them is no reason to stop.
    await git.run({
      cwd: home.repository,
      args: ['gc', '--auto', '--quiet'],
      timeoutMs: TEN_MINUTES_MS,
      signal,
    });
    const commit = await knownHead(git, home.repository, source.branch);
    return commit === null ? { problem: `its branch ${source.branch} holds no commit` } : { commit };
  });
}

interface Top {
  readonly folder: string;
  /** Where the source's subfolder starts. */
  readonly base: string;
  readonly commit: string | null;
  readonly release: () => Promise<void>;
}

async function treeOf(
  git: SourceGit,
  settings: SourceSettings,
  source: GitSource,
  wanted: string | null,
  signal: AbortSignal,
): Promise<Top | Problem> {
  if (wanted !== null && !isObjectId(wanted)) return { problem: 'this is not the id of a commit' };
  const home = sourceHome(settings.data, source.name);
  const give = async (commit: string): Promise<Top | Problem> => {
    const tree = await giveTree(git, settings.cache, home, commit, signal);
    return 'problem' in tree ? tree : { ...tree, base: tree.folder, commit };
  };
  const known = wanted ?? (await knownHead(git, home.repository, source.branch));
  if (known !== null && (await has(git, home.repository, known))) return give(known);
  const fetched = await fetchHead(git, settings, source, signal);
  if ('problem' in fetched) return fetched;
  const commit = wanted ?? fetched.commit;
  return (await has(git, home.repository, commit))
    ? give(commit)
    : { problem: `its branch ${source.branch} does not have this commit any more` };
}

/** False also when there is no repository yet. */
async function has(git: SourceGit, repository: string, commit: string): Promise<boolean> {
  const answer = await git.run({
    cwd: '/',
    args: ['-C', repository, 'cat-file', '-e', `${commit}^{commit}`],
  });
  return answer.ok;
}

async function syncFolder(settings: SourceSettings, source: FolderSource): Promise<Synced | Problem> {
  const folder = await realpath(source.folder).catch(() => null);
  if (folder === null) return { problem: sentence(`Could not read ${source.name}`, noFolder(source)) };
  const place = await placeOf(settings, folder);
  return { commit: place?.commit ?? null, changedPaths: null, origin: place?.origin ?? null };
}

/** As it stands. Its top is that of the repository around it, where there is one. */
async function folderOf(settings: SourceSettings, source: FolderSource): Promise<Top | Problem> {
  const folder = await realpath(source.folder).catch(() => null);
  if (folder === null) return noFolder(source);
  const place = await placeOf(settings, folder);
  return {
    folder: place?.top ?? folder,
    base: folder,
    commit: place?.commit ?? null,
    release: nothingToRelease,
  };
}

const nothingToRelease = (): Promise<void> => Promise.resolve();

const noFolder = ({ folder }: FolderSource): Problem => ({
  problem: `there is no folder ${folder} on this machine`,
});

async function placeOf(settings: SourceSettings, folder: string): Promise<RepositoryPlace | null> {
  const found = await findPlace(createGit(settings), folder);
  return 'place' in found ? found.place : null;
}

/** null: it is not there, or a link leads out of the repository. */
async function rootIn({ base }: Top, { subfolder }: Source): Promise<string | null> {
  const root = await realpath(join(base, subfolder)).catch(() => null);
  return root === base || root?.startsWith(base === sep ? sep : `${base}${sep}`) === true ? root : null;
}
