import { mkdir, readdir, rm, stat, symlink } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { commonFolder } from './module-tree.ts';

/**
 * Terraform writes a lock file beside the configuration when there is none, and the user's folder must stay as it
 * is. So it runs in a shadow: real folders for the path to the stack, links for everything beside that path. The
 * operating system resolves `../..` by real folders, so relative paths lead to the same files as at home.
 */
export async function buildShadow(shadow: ShadowPlan): Promise<string> {
  await rm(shadow.into, { recursive: true, force: true });
  const home = mirrored(shadow.into, shadow.stackFolder);
  await mkdir(home, { recursive: true, mode: 0o700 });
  for (let real = shadow.stackFolder, below: string | null = null; ; below = real, real = dirname(real)) {
    await linkEntries(real, mirrored(shadow.into, real), below);
    if (real === shadow.top || real === dirname(real)) return home;
  }
}

export interface ShadowPlan {
  /** Absolute, without symbolic links, as is `top`. */
  readonly stackFolder: string;
  /** The highest folder whose entries must be reachable. */
  readonly top: string;
  /** A folder in the private cache; what it holds is replaced. */
  readonly into: string;
}

/** The repository, or higher when a relative path leads out of it. */
export async function shadowTop(stackFolder: string, highestFolder: string): Promise<string> {
  const repository = await repositoryOf(stackFolder);
  return commonFolder([stackFolder, highestFolder, repository ?? stackFolder]);
}

async function repositoryOf(folder: string): Promise<string | null> {
  for (let here = folder; ; here = dirname(here)) {
    const git = await stat(join(here, '.git')).catch(() => null);
    if (git !== null) return here;
    if (here === dirname(here)) return null;
  }
}

const mirrored = (into: string, real: string): string => join(into, relative(sep, real));

/** What belongs to one working folder and must not be shared with the shadow. */
const NOT_LINKED: ReadonlySet<string> = new Set([
  '.terraform',
  '.terraform.lock.hcl',
  '.terraform.tfstate.lock.info',
]);

async function linkEntries(real: string, shadow: string, below: string | null): Promise<void> {
  const names = await readdir(real);
  const isStack = below === null;
  for (const name of names) {
    const path = join(real, name);
    if (path === below || (isStack && NOT_LINKED.has(name))) continue;
    await symlink(path, join(shadow, name));
  }
}
