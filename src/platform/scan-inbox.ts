import { createHash, randomBytes } from 'node:crypto';
import { appendFile, mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { Report, REPORT_VERSION } from '#domain/drift/report.ts';
import type { DataFolder } from './data-folder.ts';
import { ownerLives, ownerTag } from './owner-tag.ts';
import type { PrivateCache } from './private-cache.ts';

/**
 * A finished scan on its way to memory. A scan does not open the database, which takes time and a lock that others
 * wait for: it leaves its report here, and the next command that opens memory takes it in.
 */
const InboxScan = z.object({
  /** Unique: memory takes the same scan in once. */
  id: z.string().min(1),
  /** ISO 8601, UTC. */
  at: z.iso.datetime(),
  /** Absolute. */
  root: z.string(),
  // A scan that waits here over an upgrade was written by an older minor version, whose fields are all still there.
  report: Report.extend({
    version: z
      .string()
      .regex(/^1\.\d+$/)
      .transform((): typeof REPORT_VERSION => REPORT_VERSION),
  }),
});
export type InboxScan = z.infer<typeof InboxScan>;

/** With a scan each hour, three weeks in which nobody asked for what is remembered. */
const MOST_SCANS = 500;

/** Where a scan of this root leaves its report. Without a data folder not in the user's: a scan changes nothing there. */
export function inboxFolder(data: DataFolder, cache: PrivateCache, root: string): string {
  return data.exists ? join(data.path, 'inbox') : cacheInbox(cache, root);
}

/** Where reports of this root may lie, the older ones first: before there was a data folder they went to the cache. */
export function inboxFolders(data: DataFolder, cache: PrivateCache, root: string): readonly string[] {
  return [cacheInbox(cache, root), join(data.path, 'inbox')];
}

function cacheInbox(cache: PrivateCache, root: string): string {
  return join(cache.root, 'inbox', createHash('sha256').update(root).digest('hex').slice(0, 32));
}

/**
 * Leaves a scan, whole or not at all; when it returns the scan outlives a power cut. Beyond 500 the oldest are dropped,
 * and whoever takes the rest in is told how many.
 * @throws when it cannot be written
 */
export async function putScan(inbox: string, scan: InboxScan): Promise<void> {
  await mkdir(inbox, { recursive: true, mode: 0o700 });
  const name = scanName(scan);
  const aside = join(inbox, `${name}.${await ownerTag()}.${randomBytes(4).toString('hex')}.new`);
  try {
    await writeToDisk(aside, JSON.stringify(scan));
    await rename(aside, join(inbox, name));
  } catch (error) {
    await rm(aside, { force: true });
    throw error;
  }
  await syncFolder(inbox);
  await dropOldest(inbox);
}

/** Names sort by time; the digest keeps any id out of the file system, and one scan in one file. */
function scanName({ id, at }: InboxScan): string {
  const digest = createHash('sha256').update(id).digest('hex').slice(0, 16);
  return `${new Date(at).toISOString().replaceAll(/[-:.]/g, '')}-${digest}.json`;
}

const isScan = (name: string): boolean => name.endsWith('.json');

async function writeToDisk(file: string, text: string): Promise<void> {
  const handle = await open(file, 'wx', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

const DROPPED = 'dropped';

async function dropOldest(inbox: string): Promise<void> {
  const scans = (await readdir(inbox)).filter(isScan).toSorted();
  for (const name of scans.slice(0, Math.max(0, scans.length - MOST_SCANS))) {
    try {
      await rm(join(inbox, name));
    } catch (error) {
      if (isMissing(error)) continue;
      throw error;
    }
    // A sign for each: several may drop at once, and an appended sign is never lost.
    await appendFile(join(inbox, DROPPED), '.', { mode: 0o600 });
  }
}

/**
 * Gives every scan to `take`, the oldest first, and deletes it when `take` has resolved. When `take` rejects, the scan
 * stays and so does the error. A scan may be given twice (after a kill in between), never lost. A file that cannot be
 * read is set aside as `.damaged`. Warnings are sentences.
 */
export async function takeScans(
  inbox: string,
  take: (scan: InboxScan) => Promise<void>,
): Promise<{ readonly taken: number; readonly warnings: readonly string[] }> {
  const tag = await ownerTag();
  const warnings: string[] = [];
  let taken = 0;
  await takeBack(inbox);
  for (const name of (await namesIn(inbox)).filter(isScan).toSorted()) {
    const claimed = join(inbox, `${name}.${tag}.taken`);
    if (!(await renamed(join(inbox, name), claimed))) continue;
    try {
      const read = parseScan(await readFile(claimed, 'utf8'));
      if ('problem' in read) {
        warnings.push(await setAside(inbox, name, claimed, read.problem));
        continue;
      }
      await take(read.scan);
    } catch (error) {
      await renamed(claimed, join(inbox, name));
      throw error;
    }
    await rm(claimed, { force: true });
    taken += 1;
  }
  const dropped = await forgetDropped(inbox);
  return { taken, warnings: dropped === null ? warnings : [dropped, ...warnings] };
}

/** What a process that was killed had claimed is free again; what it had half written goes. */
async function takeBack(inbox: string): Promise<void> {
  for (const file of await namesIn(inbox)) {
    const [, name, tag, kind] =
      /^(.+?\.json)\.(\d+-[0-9a-f]+)\.(?:[0-9a-f]+\.)?(taken|new)$/.exec(file) ?? [];
    if (name === undefined || tag === undefined || (await ownerLives(tag))) continue;
    if (kind === 'taken') await renamed(join(inbox, file), join(inbox, name));
    else await rm(join(inbox, file), { force: true });
  }
}

function parseScan(text: string): { readonly scan: InboxScan } | { readonly problem: string } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { problem: 'it is not JSON' };
  }
  const read = InboxScan.safeParse(value);
  if (read.success) return { scan: read.data };
  const [issue] = read.error.issues;
  return { problem: `this version of Kedge does not understand ${issue?.path.join('.') || 'it'}` };
}

async function setAside(inbox: string, name: string, claimed: string, problem: string): Promise<string> {
  const aside = join(inbox, name.replace(/\.json$/, '.damaged'));
  await renamed(claimed, aside);
  return `Could not take a scan into memory: ${problem}. It is kept as ${aside}; delete it when nobody needs it. The next scan is not affected.`;
}

/** A sentence when scans were dropped since the last time, else null. */
async function forgetDropped(inbox: string): Promise<string | null> {
  const counted = join(inbox, `${DROPPED}.${randomBytes(4).toString('hex')}`);
  if (!(await renamed(join(inbox, DROPPED), counted))) return null;
  const { size } = await stat(counted);
  await rm(counted, { force: true });
  return `${size} ${size === 1 ? 'scan was' : 'scans were'} dropped before memory could take ${size === 1 ? 'it' : 'them'} in, because more than ${MOST_SCANS} were waiting in ${inbox}. Run a command such as kedge drift more often.`;
}

async function namesIn(inbox: string): Promise<readonly string[]> {
  try {
    return await readdir(inbox);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

/** False: another process was faster. */
async function renamed(from: string, to: string): Promise<boolean> {
  try {
    await rename(from, to);
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

const isMissing = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT';
