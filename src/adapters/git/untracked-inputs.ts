import { lstat, readdir, realpath, symlink, copyFile } from 'node:fs/promises';
import { isAbsolute, join, normalize, sep } from 'node:path';
import type { Git } from './git-command.ts';
import { parts } from './git-output.ts';

const LOCK_FILE = '.terraform.lock.hcl';

/** What the engine reads beside the code: local states, values of variables, the chosen provider versions. */
const isInput = (name: string): boolean =>
  name === LOCK_FILE || name === 'terraform.tfstate.d' || /\.(?:tfstate|tfvars|tfvars\.json)$/.test(name);

const isConfiguration = (name: string): boolean => /\.(?:tf|tofu|tf\.json|tofu\.json)$/.test(name);

/**
 * Configuration files right in these folders that Git does not track, relative to the top and sorted. A stack that
 * reads one cannot be proven from a commit.
 * @throws when Git cannot tell
 */
export async function untrackedConfiguration(
  git: Git,
  top: string,
  folders: readonly string[],
): Promise<readonly string[]> {
  const found = await Promise.all(folders.map((folder) => untracked(git, top, folder, isConfiguration)));
  return [...new Set(found.flat())].toSorted();
}

/**
 * Links what Git does not know and the engine reads from the user's folders into the same folders of a work tree.
 * A problem is a clause.
 */
export async function linkInputs(
  git: Git,
  places: { readonly top: string; readonly tree: string },
  folders: readonly string[],
): Promise<{ readonly problem: string } | null> {
  for (const folder of folders) {
    if (!isInside(folder)) return { problem: `the folder ${folder} is not below ${places.top}` };
    const target = await realpath(join(places.tree, folder)).catch(() => null);
    // The commit does not have it, so nothing will be read there.
    if (target === null) continue;
    // A link in the code could lead back into the user's own folders, or anywhere.
    if (target !== places.tree && !target.startsWith(places.tree + sep)) {
      return { problem: `the folder ${folder} is a link that leads out of the repository` };
    }
    for (const path of await untracked(git, places.top, folder, isInput)) {
      await bringIn(join(places.top, path), join(places.tree, path));
    }
  }
  return null;
}

async function bringIn(from: string, to: string): Promise<void> {
  if ((await lstat(to).catch(() => null)) !== null) return;
  // An init may write the lock file; through a link it would write the user's.
  if (to.endsWith(sep + LOCK_FILE)) await copyFile(from, to);
  else await symlink(from, to);
}

async function untracked(
  git: Git,
  top: string,
  folder: string,
  wanted: (name: string) => boolean,
): Promise<readonly string[]> {
  const names = await readdir(join(top, folder)).catch(() => []);
  const paths = names.filter(wanted).map((name) => normalize(join(folder, name)));
  if (paths.length === 0) return [];
  const answer = await git.run({ cwd: top, args: ['ls-files', '-z', '--cached', '--', ...paths] });
  if (!answer.ok)
    throw new Error(`Could not ask Git what it tracks in ${join(top, folder)}: ${answer.said}.`);
  const tracked = parts(answer.stdout);
  return paths.filter((path) => !tracked.some((known) => known === path || known.startsWith(`${path}/`)));
}

const isInside = (folder: string): boolean =>
  !isAbsolute(folder) && normalize(folder) !== '..' && !normalize(folder).startsWith(`..${sep}`);
