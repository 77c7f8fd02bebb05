import type { Git } from './git-command.ts';
import { parts } from './git-output.ts';

/**
 * Settings that put every filter driver out of work (LFS, git-crypt and the like): they are programs that the
 * repository's settings name. Files that need one stay as the commit holds them.
 */
export async function filterSettings(
  git: Pick<Git, 'run'>,
  cwd: string,
): Promise<readonly (readonly [string, string])[]> {
  const answer = await git.run({ cwd, args: ['config', '-z', '--name-only', '--get-regexp', '^filter\\.'] });
  // Exit code 1: none is set.
  if (!answer.ok) return [];
  const drivers = new Set(parts(answer.stdout).map((key) => key.slice(0, key.lastIndexOf('.'))));
  return [...drivers].flatMap((driver) => [
    [`${driver}.clean`, ''] as const,
    [`${driver}.smudge`, ''] as const,
    [`${driver}.process`, ''] as const,
    [`${driver}.required`, 'false'] as const,
  ]);
}
