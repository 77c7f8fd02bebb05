import type { Repository } from '#ports/repository.ts';
import { refused, type Refused } from './import-request.ts';
import type { ScanTarget } from './scan-stack.ts';

/** The commit that an import starts from: what lies in the work tree is what it holds. */
export interface CommittedPlace {
  /** The stack's folder and the Git top level, absolute and without symbolic links. */
  readonly folder: string;
  readonly top: string;
  readonly commit: string;
  /** From the top, forward slashes; empty for the top itself. */
  readonly stackPath: string;
}

/** Refused unless the code of the stack is committed: the proof is made on commits. */
export async function committedPlace(
  { stack, path }: ScanTarget,
  repository: Repository,
): Promise<CommittedPlace | Refused> {
  const place = await repository.find(stack.folder);
  if (place === null || place.commit === null) {
    const why = (await repository.whyNone(stack.folder)) ?? 'the repository has no commit yet';
    return refused(
      'no_repository',
      `An import is a branch, and ${path} has none to start from: ${why}`,
      'Put the code under Git and commit it.',
    );
  }
  const { folder, top, commit } = place;
  const stackPath = fromTop(top, folder);
  if (stackPath === null) return refused('no_repository', `${folder} does not lie below ${top}.`);
  const changed = (await repository.changedFiles(top, [top])).filter(
    (file) => stackPath === '' || file.startsWith(`${stackPath}/`) || CONFIGURATION.test(file),
  );
  if (changed.length > 0) {
    return refused(
      'code_dirty',
      `The code differs from its commit, and the proof is made on commits: ${listed(changed)}.`,
      'Commit or stash these files.',
    );
  }
  return { folder, top, commit, stackPath };
}

/** null: Git knows every configuration file in these folders. Absolute. */
export async function untrackedCode(
  top: string,
  folders: readonly string[],
  repository: Repository,
): Promise<Refused | null> {
  const below = folders.map((folder) => fromTop(top, folder)).filter((path) => path !== null);
  const untracked = await repository.untrackedConfiguration(top, [...new Set(below)]);
  if (untracked.length === 0) return null;
  return refused(
    'code_dirty',
    `The stack reads files that Git does not know, and the proof is made on commits: ${listed(untracked)}.`,
    'Commit them or move them away.',
  );
}

/** Forward slashes; null: it does not lie below. Both absolute and without symbolic links. */
export function fromTop(top: string, path: string): string | null {
  if (path === top) return '';
  return path.startsWith(`${top}/`) ? path.slice(top.length + 1) : null;
}

/** What an engine reads as configuration, wherever modules may lie. */
const CONFIGURATION = /\.(?:tf|tofu|tfvars)(?:\.json)?$|\.terraform\.lock\.hcl$/;

const SHOWN = 5;

const listed = (names: readonly string[]): string =>
  names.length <= SHOWN
    ? names.join(', ')
    : `${names.slice(0, SHOWN).join(', ')} and ${names.length - SHOWN} more`;
