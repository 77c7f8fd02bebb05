import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PrivateCache } from '#platform/private-cache.ts';
import { takeOwnerLock } from '#platform/owner-lock.ts';
import { filterSettings } from '../filter-settings.ts';
import type { SourceGit } from './source-git.ts';
import type { SourceHome } from './source-home.ts';
import { countUsers, noteUser } from './tree-users.ts';

/** A work tree that is given out. */
export interface GivenTree {
  /** Absolute. */
  readonly folder: string;
  release(): Promise<void>;
}

/** While scans of so many different commits run at once, a further commit waits. */
const MOST_TREES = 8;
/** Fewer than that are kept when nobody uses them: a tree is as large as the repository. */
const KEPT_TREES = 2;
const TEN_MINUTES_MS = 600_000;
const POLL_MS = 500;

/**
 * Gives a work tree of the commit. All scans of one commit share one tree, because scans only read; a tree that nobody
 * uses is moved on to the next commit, which writes what differs alone. Its path stays the same, so what an engine
 * keeps by path serves the next scan. Whoever was killed while he used or made one leaves nothing in the way.
 */
export async function giveTree(
  git: SourceGit,
  cache: PrivateCache,
  home: SourceHome,
  commit: string,
  signal: AbortSignal,
): Promise<GivenTree | { readonly problem: string }> {
  await mkdir(home.trees, { recursive: true, mode: 0o700 });
  for (;;) {
    const given = await inTreesLock(home, signal, () =>
      findTree(home, commit, (tree) => moveTo(git, cache, home, tree, commit, signal)),
    );
    if (given !== 'all in use') return given;
    if (signal.aborted) return { problem: 'it was stopped' };
    await sleep(POLL_MS, undefined, { signal }).catch(() => undefined);
  }
}

/** Takes away trees that nobody uses, but the first ones. */
export async function trimTrees(home: SourceHome, signal: AbortSignal): Promise<void> {
  await inTreesLock(home, signal, async () => {
    for (let number = KEPT_TREES; number < MOST_TREES; number += 1) {
      const tree = treeAt(home, number);
      if ((await countUsers(tree.users)) > 0) continue;
      await rm(tree.marker, { force: true });
      await rm(tree.folder, { recursive: true, force: true });
    }
    return { problem: '' };
  });
}

interface Tree {
  readonly folder: string;
  readonly users: string;
  /** Holds the commit once the tree is that commit, whole. */
  readonly marker: string;
}

const treeAt = ({ trees }: SourceHome, number: number): Tree => ({
  folder: join(trees, `tree-${number}`),
  users: join(trees, `tree-${number}.users`),
  marker: join(trees, `tree-${number}.commit`),
});

async function inTreesLock<T>(
  home: SourceHome,
  signal: AbortSignal,
  work: () => Promise<T>,
): Promise<T | { readonly problem: string }> {
  await mkdir(home.folder, { recursive: true, mode: 0o700 });
  const lock = await takeOwnerLock(home.treesLock, TEN_MINUTES_MS, signal);
  if (lock === null) return { problem: 'another Kedge has been making its work trees for ten minutes' };
  try {
    return await work();
  } finally {
    await lock.release();
  }
}

async function findTree(
  home: SourceHome,
  commit: string,
  move: (tree: Tree) => Promise<string | null>,
): Promise<GivenTree | { readonly problem: string } | 'all in use'> {
  let free: Tree | null = null;
  for (let number = 0; number < MOST_TREES; number += 1) {
    const tree = treeAt(home, number);
    const used = (await countUsers(tree.users)) > 0;
    const holds = (await readFile(tree.marker, 'utf8').catch(() => '')) === commit;
    if (used && holds) return given(tree);
    // Of those that nobody uses the one that holds the commit, else the first.
    if (!used && (free === null || holds)) free = tree;
    if (!used && holds) break;
  }
  if (free === null) return 'all in use';
  const problem = await move(free);
  return problem === null ? given(free) : { problem };
}

const given = async (tree: Tree): Promise<GivenTree> => ({
  folder: tree.folder,
  release: await noteUser(tree.users),
});

/** Also when it holds the commit already: what somebody wrote into it in the meantime goes. null: done; else a clause. */
async function moveTo(
  git: SourceGit,
  cache: PrivateCache,
  { repository }: SourceHome,
  tree: Tree,
  commit: string,
  signal: AbortSignal,
): Promise<string | null> {
  await rm(tree.marker, { force: true });
  // A Git that outlived its Kedge could still be writing into the tree.
  await cache.sweep();
  const settings = await filterSettings(git, repository);
  const run = await cache.runFolder();
  try {
    const ask = (cwd: string, ...args: readonly string[]) =>
      git.runNoted({ cwd, args, settings, signal }, run);
    const moved =
      (await belongs(git, repository, tree)) &&
      (await ask(tree.folder, 'checkout', '--detach', '--force', '--quiet', commit)).ok &&
      (await ask(tree.folder, 'clean', '-ffdxq')).ok;
    if (!moved) {
      if (signal.aborted) return 'it was stopped';
      await rm(tree.folder, { recursive: true, force: true });
      // The repository is Kedge's own, and every other tree of it is there: none is forgotten by this.
      await ask(repository, 'worktree', 'prune', '--expire=now');
      const added = await ask(repository, ...ADD, '--', tree.folder, commit);
      if (!added.ok) return added.said;
    }
  } finally {
    await run.remove();
  }
  await writeFile(tree.marker, commit, { mode: 0o600 });
  return null;
}

/** Forced twice: a Git that was killed leaves an entry that it had locked. */
const ADD = ['worktree', 'add', '--detach', '--force', '--force', '--quiet'];

/** Git looks upward for a repository: in a folder that is damaged it would find somebody else's, and clean that. */
async function belongs(git: SourceGit, repository: string, { folder }: Tree): Promise<boolean> {
  const link = await readFile(join(folder, '.git'), 'utf8').catch(() => '');
  if (!link.startsWith(`gitdir: ${repository}/worktrees/`)) return false;
  const asked = await git.run({ cwd: folder, args: ['rev-parse', '--show-toplevel'] });
  return asked.ok && asked.stdout.toString('utf8') === `${folder}\n`;
}
