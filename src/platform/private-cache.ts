import { createHash, randomBytes } from 'node:crypto';
import { chmod, link, mkdir, readFile, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import { createRunFolder, sweepRunFolders, type RunFolder, type Swept } from './run-folder.ts';

/** Kedge's own folder on this machine. Only its owner can read it, because plans hold secrets in clear text. */
export interface PrivateCache {
  /** Absolute and without symbolic links. */
  readonly root: string;
  /** The folder that keeps what is worth keeping between scans of one stack. */
  stackFolder(key: StackKey): Promise<string>;
  /** A fresh folder for what must not outlive this run, such as plan files. */
  runFolder(): Promise<RunFolder>;
  /** A folder shared by all stacks, such as `providers`. */
  sharedFolder(name: string): Promise<string>;
  /** Removes what runs that died left behind: their folders, plan files included, and their engines. */
  sweep(): Promise<Swept>;
  /** 32 random bytes, made once: the key of the digests that stand for secret values. */
  digestKey(): Promise<Uint8Array>;
}

export interface StackKey {
  /** Absolute. */
  readonly folder: string;
  readonly workspace: string;
  readonly engine: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Opens the cache, making it when it is not there. `refused` is a sentence for a person. */
export async function openPrivateCache(
  env: Environment,
): Promise<{ readonly cache: PrivateCache } | { readonly refused: string }> {
  const wanted = cacheLocation(env);
  if (!isAbsolute(wanted)) {
    return {
      refused: `Cannot use the cache folder ${wanted}: it is not an absolute path. Set KEDGE_CACHE_DIR to one.`,
    };
  }
  try {
    await mkdir(wanted, { recursive: true, mode: 0o700 });
    const root = await realpath(wanted);
    const problem = await findExposure(root);
    return problem === null ? { cache: cacheAt(root) } : { refused: problem };
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    return {
      refused: `Cannot use the cache folder ${wanted}: ${cause}. Set KEDGE_CACHE_DIR to a folder of your own.`,
    };
  }
}

/** `KEDGE_CACHE_DIR`, else `XDG_CACHE_HOME/kedge`, else `~/.cache/kedge`. */
export function cacheLocation(env: Environment): string {
  const own = env['KEDGE_CACHE_DIR'];
  if (own !== undefined && own !== '') return own;
  const xdg = env['XDG_CACHE_HOME'];
  // The XDG rules say that a relative path there is to be ignored.
  if (xdg !== undefined && isAbsolute(xdg)) return join(xdg, 'kedge');
  return join(env['HOME'] ?? homedir(), '.cache', 'kedge');
}

function cacheAt(root: string): PrivateCache {
  const folder = (...names: string[]): Promise<string> => privateFolder(join(root, ...names));
  return {
    root,
    stackFolder: (key) => folder('stacks', stackName(key)),
    sharedFolder: (name) => folder(name),
    runFolder: async () => createRunFolder(await folder('runs')),
    sweep: async () => sweepRunFolders(await folder('runs'), root),
    digestKey: () => readOrMakeKey(join(root, 'digest.key')),
  };
}

function stackName(key: StackKey): string {
  return createHash('sha256')
    .update(JSON.stringify([key.folder, key.workspace, key.engine]))
    .digest('hex')
    .slice(0, 32);
}

async function privateFolder(path: string): Promise<string> {
  await mkdir(path, { recursive: true, mode: 0o700 });
  await chmod(path, 0o700);
  return path;
}

const GROUP_OR_OTHERS_WRITE = 0o022;
const OTHERS_WRITE = 0o002;
const STICKY = 0o1000;

/** A sentence when somebody else could read or replace what lies in the folder, else null. */
async function findExposure(root: string): Promise<string | null> {
  const user = process.getuid?.();
  if (user === undefined) return null;
  const { uid, mode } = await stat(root);
  if (uid !== user) {
    return `Refused the cache folder ${root}: it belongs to user ${uid}, not to you (${user}). Set KEDGE_CACHE_DIR to a folder of your own.`;
  }
  if ((mode & GROUP_OR_OTHERS_WRITE) !== 0) {
    return `Refused the cache folder ${root}: others can write to it (mode ${octal(mode)}). Run: chmod 700 ${root}`;
  }
  for (let parent = dirname(root); ; parent = dirname(parent)) {
    const above = await stat(parent);
    // Without the sticky bit anybody may rename our folder away and put another in its place.
    if ((above.mode & OTHERS_WRITE) !== 0 && (above.mode & STICKY) === 0) {
      return `Refused the cache folder ${root}: anybody can replace it through ${parent} (mode ${octal(above.mode)}). Set KEDGE_CACHE_DIR to another place.`;
    }
    if (parent === dirname(parent)) return null;
  }
}

const octal = (mode: number): string => (mode & 0o7777).toString(8).padStart(4, '0');

/** Made aside and linked into place, so that two first runs at once agree on one key. */
async function readOrMakeKey(file: string): Promise<Uint8Array> {
  const present = await readFile(file).catch(() => null);
  if (present !== null && present.length === 32) return present;
  if (present !== null) {
    throw new Error(
      `Cannot use ${file}: it holds ${present.length} bytes, not 32. Delete it; Kedge makes a new one.`,
    );
  }
  const aside = `${file}.${randomBytes(8).toString('hex')}`;
  await writeFile(aside, randomBytes(32), { mode: 0o600, flag: 'wx' });
  try {
    await link(aside, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await rm(aside, { force: true });
  }
  return readFile(file);
}
