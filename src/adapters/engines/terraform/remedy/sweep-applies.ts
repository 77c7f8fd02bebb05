import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { endLeftovers, isDetachedRunning, signalDetached } from '#platform/detached-process.ts';
import type { PrivateCache } from '#platform/private-cache.ts';
import { isAlive } from '#platform/process-identity.ts';
import {
  appliesRoot,
  applyFolderAt,
  claimPlan,
  DISCARDED,
  FILES,
  readClaim,
  readKept,
  readOwner,
  removeApplyFolder,
  type ApplyFolder,
} from './apply-folder.ts';

/** How long a run that was stopped finds out what became of its apply. */
const KEPT_MS = 24 * 3_600_000;
/** Between the making of a folder and of its owner's note lie microseconds; older ones without it are left-overs. */
const OWNERLESS_MS = 60_000;

/**
 * Clears what dead processes left of their plans. An apply that runs is left alone, whoever began it. Of a plan that was
 * never applied everything secret goes at once; the note that it never was stays for a day.
 * @param nowMs milliseconds since 1970
 */
export async function sweepApplies(cache: PrivateCache, nowMs: number): Promise<void> {
  const root = await appliesRoot(cache);
  for (const name of await readdir(root)) {
    const path = join(root, name);
    if (name.startsWith(DISCARDED)) await rm(path, { recursive: true, force: true });
    else await sweepOne(applyFolderAt(path), nowMs).catch(ignoreGone);
  }
}

/** Whoever made it, or another sweep, has removed it in this moment. */
function ignoreGone(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}

async function sweepOne(folder: ApplyFolder, nowMs: number): Promise<void> {
  const claim = await readClaim(folder);
  if (claim === null) return sweepUnclaimed(folder, nowMs);
  if (claim.purpose === 'apply' && (await isDetachedRunning(folder.applyRun, claim.by))) return;
  if (await isOlder(join(folder.path, FILES.claim), KEPT_MS, nowMs)) await removeEnded(folder);
  // Killed between its claim and what it was for, or after its apply ended: how that ended is still to be told.
  else if (!(await isAlive(claim.by))) {
    await (claim.purpose === 'apply' ? removePlan(folder) : removeSecrets(folder));
  }
}

async function sweepUnclaimed(folder: ApplyFolder, nowMs: number): Promise<void> {
  const owner = await readOwner(folder);
  const left = owner === null ? await isOlder(folder.path, OWNERLESS_MS, nowMs) : !(await isAlive(owner));
  if (!left) return;
  if (owner !== null && (await isDetachedRunning(folder.planRun, owner))) {
    // It holds the lock of the state and lets go of it when it is asked; it is gone by the next sweep.
    return signalDetached(folder.planRun, 'SIGINT');
  }
  if (!(await claimPlan(folder, 'sweep'))) return;
  if ((await readKept(folder)) === null) await removeEnded(folder);
  else await removeSecrets(folder);
}

async function removeEnded(folder: ApplyFolder): Promise<void> {
  await endLeftovers(folder.planRun);
  await endLeftovers(folder.applyRun);
  await removeApplyFolder(folder);
}

/** Once it was applied nobody needs the plan itself. */
async function removePlan({ planFile, planRun, dataFolder }: ApplyFolder): Promise<void> {
  await endLeftovers(planRun);
  for (const path of [planFile, planRun, dataFolder]) await rm(path, { recursive: true, force: true });
}

/** Everything but the notes of who made it and that nobody may apply it. */
async function removeSecrets(folder: ApplyFolder): Promise<void> {
  await endLeftovers(folder.planRun);
  const notes: readonly string[] = Object.values(FILES);
  for (const name of await readdir(folder.path)) {
    if (!notes.includes(name)) await rm(join(folder.path, name), { recursive: true, force: true });
  }
}

async function isOlder(path: string, ageMs: number, nowMs: number): Promise<boolean> {
  const about = await stat(path).catch(() => null);
  return about !== null && nowMs - about.mtimeMs > ageMs;
}

/** Deletes the folder unless an apply of its plan runs; then a sentence says so. */
export async function discardApply(folder: ApplyFolder): Promise<{ readonly refused: string | null }> {
  if (!(await claimPlan(folder, 'discard'))) {
    const claim = await readClaim(folder);
    if (claim?.purpose === 'apply' && (await isDetachedRunning(folder.applyRun, claim.by))) {
      return {
        refused: `The plan in ${folder.path} is being applied (begun by process ${claim.by.pid}). Wait for its end.`,
      };
    }
  }
  await removeEnded(folder);
  return { refused: null };
}
