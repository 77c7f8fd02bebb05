import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { mkdir, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { killOrphanedGroup } from './orphans.ts';
import { identify, isAlive, ProcessIdentity } from './process-identity.ts';

/** A private folder that lives as long as the run. `path` is absolute. */
export interface RunFolder {
  readonly path: string;
  /** Notes a process group that this run started, so that it can be ended should this run be killed. */
  noteGroup(leader: number): Promise<void>;
  remove(): Promise<void>;
}

export interface Swept {
  readonly folders: number;
  readonly groups: number;
}

const OWNER = 'owner.json';
const GROUPS = 'groups';
/** Between the making of a folder and of its owner file lie microseconds; older ones without it are left-overs. */
const OWNERLESS_MS = 60_000;

const open = new Set<string>();
let exitHookInstalled = false;

export async function createRunFolder(parent: string): Promise<RunFolder> {
  installExitHook();
  const path = join(parent, `${process.pid}-${randomBytes(8).toString('hex')}`);
  open.add(path);
  await mkdir(join(path, GROUPS), { recursive: true, mode: 0o700 });
  await writeIdentity(path, OWNER, process.pid);
  return {
    path,
    noteGroup: (leader) => writeIdentity(join(path, GROUPS), `${leader}.json`, leader),
    remove: async () => {
      await rm(path, { recursive: true, force: true });
      open.delete(path);
    },
  };
}

/** `mark` is text in the environment of every engine that Kedge starts; see {@link killOrphanedGroup}. */
export async function sweepRunFolders(parent: string, mark: string): Promise<Swept> {
  let folders = 0;
  let groups = 0;
  for (const name of await readdir(parent)) {
    const path = join(parent, name);
    if (!(await isAbandoned(path))) continue;
    // The engine first: it may still be writing its plan file.
    groups += await killGroups(join(path, GROUPS), mark);
    await rm(path, { recursive: true, force: true });
    folders += 1;
  }
  return { folders, groups };
}

async function isAbandoned(path: string): Promise<boolean> {
  const owner = await readIdentity(join(path, OWNER));
  if (owner !== null) return !(await isAlive(owner));
  const made = await stat(path).catch(() => null);
  return made !== null && Date.now() - made.mtimeMs > OWNERLESS_MS;
}

async function killGroups(folder: string, mark: string): Promise<number> {
  let killed = 0;
  for (const name of await readdir(folder).catch(() => [])) {
    const leader = await readIdentity(join(folder, name));
    if (leader !== null && (await killOrphanedGroup(leader, mark))) killed += 1;
  }
  return killed;
}

async function writeIdentity(folder: string, name: string, pid: number): Promise<void> {
  const identity = await identify(pid);
  // It has ended already: nothing to remember.
  if (identity === null) return;
  const aside = join(folder, `.${name}`);
  try {
    await writeFile(aside, JSON.stringify(identity), { mode: 0o600 });
    await rename(aside, join(folder, name));
  } catch (error) {
    // The run was over before the note was written, and its folder went with it.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

async function readIdentity(file: string): Promise<ProcessIdentity | null> {
  try {
    return ProcessIdentity.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    return null;
  }
}

function installExitHook(): void {
  if (exitHookInstalled) return;
  exitHookInstalled = true;
  process.on('exit', () => {
    for (const path of open) rmSync(path, { recursive: true, force: true });
  });
}
