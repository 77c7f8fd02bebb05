import { createHash } from 'node:crypto';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { takeOwnerLock, type OwnerLock } from '#platform/owner-lock.ts';
import type { PrivateCache } from '#platform/private-cache.ts';
import { filterSettings } from './filter-settings.ts';
import type { Git } from './git-command.ts';
import { isObjectId, oneLine } from './git-output.ts';
import { linkInputs } from './untracked-inputs.ts';

export interface WorktreeRequest {
  readonly top: string;
  readonly commit: string;
  readonly inputsFrom: readonly string[];
}

/** So many proofs of one repository can run at once. */
const SLOTS = 16;
const TEN_MINUTES_MS = 600_000;

/**
 * Runs `work` in a work tree of the commit, which goes afterwards. It lies in a numbered slot of the private cache,
 * so its path is mostly the same and the engine's providers, kept by path, serve the next proof too. A slot whose
 * owner was killed is cleared by the next who takes it. Submodules are not checked out, and files of LFS and other
 * filters stay as the commit holds them.
 */
export async function withScratchWorktree<T>(
  git: Git,
  cache: PrivateCache,
  request: WorktreeRequest,
  work: (folder: string) => Promise<T>,
): Promise<T | { readonly problem: string }> {
  const could = `Could not make a work tree of ${request.commit} of ${request.top}`;
  if (!isObjectId(request.commit)) return { problem: `${could}: this is not the id of a commit.` };
  const slot = await takeSlot(cache, request.top);
  if (slot === null)
    return { problem: `${could}: ${SLOTS} others are in use. Try again when they have ended.` };
  try {
    // A Git that outlived its Kedge could still be writing into the slot.
    await cache.sweep();
    await clear(git, request.top, slot.tree);
    const problem = await checkOut(git, cache, slot.tree, request);
    return problem === null ? await work(slot.tree) : { problem: `${could}: ${problem}.` };
  } finally {
    await clear(git, request.top, slot.tree);
    await slot.lock.release();
  }
}

interface Slot {
  readonly tree: string;
  readonly lock: OwnerLock;
}

async function takeSlot(cache: PrivateCache, top: string): Promise<Slot | null> {
  const digest = createHash('sha256').update(top).digest('hex').slice(0, 32);
  const parent = join(await cache.sharedFolder('worktrees'), digest);
  await mkdir(parent, { recursive: true, mode: 0o700 });
  for (let number = 0; number < SLOTS; number += 1) {
    const tree = join(parent, `kedge-${number}`);
    const lock = await takeOwnerLock(`${tree}.lock`, 0);
    if (lock !== null) return { tree, lock };
  }
  return null;
}

/** A clause, or null when the tree is there. The Git that writes it is noted, to be ended with a Kedge that is killed. */
async function checkOut(
  git: Git,
  cache: PrivateCache,
  tree: string,
  { top, commit, inputsFrom }: WorktreeRequest,
): Promise<string | null> {
  const run = await cache.runFolder();
  try {
    const added = await git.run({
      cwd: top,
      args: ['worktree', 'add', '--detach', '--quiet', '--', tree, commit],
      settings: await filterSettings(git, top),
      timeoutMs: TEN_MINUTES_MS,
      // Noted first: one that nobody knows of would write on into a slot that was cleared and given to another.
      beforeItBegins: (pid) => run.noteGroup(pid),
    });
    if (!added.ok) return added.said;
    return (await linkInputs(git, { top, tree }, inputsFrom))?.problem ?? null;
  } finally {
    await run.remove();
  }
}

/** The folder first: Git does not give up a work tree whose folder is there and damaged. */
async function clear(git: Git, top: string, tree: string): Promise<void> {
  await rm(tree, { recursive: true, force: true });
  // Named by its path; never `git worktree prune`, which would also forget a tree of somebody else that is not mounted.
  await git.run({ cwd: top, args: ['worktree', 'remove', '--force', '--force', '--', tree] });
  await clearHalfMade(git, top);
}

/** A minute: a `git worktree add` that lives writes the missing file at once. */
const HALF_MADE_MS = 60_000;

/** A Git killed while it began has made an entry that leads nowhere, which no Git command removes by name. */
async function clearHalfMade(git: Git, top: string): Promise<void> {
  const answer = await git.run({ cwd: top, args: ['rev-parse', '--git-common-dir'] });
  if (!answer.ok) return;
  const common = oneLine(answer.stdout);
  const entries = join(isAbsolute(common) ? common : join(top, common), 'worktrees');
  for (const name of await readdir(entries).catch(() => [])) {
    if (!/^kedge-\d+$/.test(name)) continue;
    const entry = join(entries, name);
    const [leads, made] = await Promise.all([
      stat(join(entry, 'gitdir')).catch(() => null),
      stat(entry).catch(() => null),
    ]);
    const old = made !== null && Date.now() - made.mtimeMs > HALF_MADE_MS;
    if ((leads === null || leads.size === 0) && old) await rm(entry, { recursive: true, force: true });
  }
}
