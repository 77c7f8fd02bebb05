import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { link, mkdir, readFile, realpath, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { noteDurably } from '#platform/detached-process.ts';
import type { PrivateCache } from '#platform/private-cache.ts';
import { identify, ProcessIdentity } from '#platform/process-identity.ts';

/**
 * One kept plan and what became of it. The folder outlives the process that made it, so everything that another
 * process has to know lies in it:
 * - `owner.json`: who made the plan, from the first moment on
 * - `kept.json`: what an apply needs; written when the plan is whole
 * - `started`: the one claim to the plan, whoever comes first
 * - `plan/`, `apply/`: the engine's output and end
 */
export interface ApplyFolder {
  readonly path: string;
  readonly planFile: string;
  readonly dataFolder: string;
  /** Where the planning engine, and the applying one, are noted. */
  readonly planRun: string;
  readonly applyRun: string;
}

export const KeptNote = z.object({
  /** SHA-256 of the plan file, hexadecimal. */
  digest: z.string(),
  binary: z.string(),
  cwd: z.string(),
  allowEnv: z.array(z.string()),
  /** A sentence: why this plan can be looked at but not applied. */
  cannotApply: z.string().nullable(),
});
export type KeptNote = z.infer<typeof KeptNote>;

/** Who took the plan: to apply it, or to make sure that nobody ever does. */
export const Claim = z.object({
  by: ProcessIdentity,
  purpose: z.enum(['apply', 'discard', 'sweep']),
});
export type Claim = z.infer<typeof Claim>;

export const FILES = { owner: 'owner.json', kept: 'kept.json', claim: 'started' } as const;
const SHARED = 'applies';
/** Names of folders that wait for their removal begin so. */
export const DISCARDED = '.discarded-';

export const appliesRoot = (cache: PrivateCache): Promise<string> => cache.sharedFolder(SHARED);

export async function createApplyFolder(cache: PrivateCache): Promise<ApplyFolder> {
  const path = join(await appliesRoot(cache), randomBytes(12).toString('hex'));
  await mkdir(path, { mode: 0o700 });
  noteDurably(join(path, FILES.owner), `${JSON.stringify(await ownIdentity())}\n`, 'wx');
  return applyFolderAt(path);
}

/** False for a plan of another machine or another cache: nothing is known of it here. */
export const isOwnApply = async (cache: PrivateCache, path: string): Promise<boolean> =>
  dirname(path) === (await appliesRoot(cache));

/** Throws when the path is none of this cache's: a plan from anywhere else is never applied. */
export async function findApplyFolder(cache: PrivateCache, path: string): Promise<ApplyFolder | null> {
  const root = await appliesRoot(cache);
  if (dirname(path) !== root) {
    throw new Error(`Refused the folder ${path}: Kedge keeps its plans in ${root} and uses no other.`);
  }
  const real = await realpath(path).catch(() => null);
  return real === path ? applyFolderAt(path) : null;
}

export const applyFolderAt = (path: string): ApplyFolder => ({
  path,
  planFile: join(path, 'plan.tfplan'),
  dataFolder: join(path, 'data'),
  planRun: join(path, 'plan'),
  applyRun: join(path, 'apply'),
});

export function writeKept({ path }: ApplyFolder, note: KeptNote): void {
  noteDurably(join(path, FILES.kept), `${JSON.stringify(note)}\n`, 'wx');
}

export const readKept = ({ path }: ApplyFolder): Promise<KeptNote | null> =>
  readNote(join(path, FILES.kept), KeptNote);

export const readOwner = ({ path }: ApplyFolder): Promise<ProcessIdentity | null> =>
  readNote(join(path, FILES.owner), ProcessIdentity);

export const readClaim = ({ path }: ApplyFolder): Promise<Claim | null> =>
  readNote(join(path, FILES.claim), Claim);

/**
 * Takes the plan, once for all processes and for ever: false when somebody has it. Written aside and linked, so that
 * nobody ever finds a claim without its owner in it; on the disk before anything follows from it.
 */
export async function claimPlan({ path }: ApplyFolder, purpose: Claim['purpose']): Promise<boolean> {
  const claim: Claim = { by: await ownIdentity(), purpose };
  const aside = join(path, `.${FILES.claim}-${randomBytes(6).toString('hex')}`);
  noteDurably(aside, `${JSON.stringify(claim)}\n`, 'wx');
  try {
    await link(aside, join(path, FILES.claim));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(aside, { force: true });
  }
}

/** At once for everybody else, and then file by file. */
export async function removeApplyFolder({ path }: ApplyFolder): Promise<void> {
  const aside = join(dirname(path), `${DISCARDED}${randomBytes(6).toString('hex')}`);
  try {
    await rename(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  await rm(aside, { recursive: true, force: true });
}

/** SHA-256, hexadecimal; null when there is no such file. */
export async function fileDigest(file: string): Promise<string | null> {
  const digest = createHash('sha256');
  try {
    await pipeline(createReadStream(file), digest);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  return digest.digest('hex');
}

async function ownIdentity(): Promise<ProcessIdentity> {
  const identity = await identify(process.pid);
  if (identity === null) throw new Error('This process cannot be told from others: it has no start time.');
  return identity;
}

async function readNote<T>(file: string, schema: z.ZodType<T>): Promise<T | null> {
  const text = await readFile(file, 'utf8').catch(() => null);
  return text === null ? null : schema.parse(JSON.parse(text));
}
