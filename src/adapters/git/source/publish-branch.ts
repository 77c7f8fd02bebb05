import type { GitSource } from '#domain/fleet/source.ts';
import { PUSH, refusedRef } from '../push-branch.ts';
import { maskCredentials } from '../git-words.ts';
import type { SourceAccess } from './source-access.ts';
import type { SourceHome } from './source-home.ts';

/**
 * What came of a push. `atBranch`: the other side took the push and refused this branch, such as because another machine
 * was quicker; it says so in many words, and a try with what is there now tells the rest.
 */
export type Pushed = { readonly pushed: true } | { readonly atBranch: boolean; readonly said: string };

/** Pushes one branch of Kedge's own, never by force. */
export async function pushOwnBranch(
  access: SourceAccess,
  home: SourceHome,
  branch: string,
  signal: AbortSignal,
): Promise<Pushed> {
  const ref = `refs/heads/${branch}`;
  const answer = await access.run({
    cwd: home.repository,
    args: [...PUSH, '--', 'origin', `${ref}:${ref}`],
    signal,
  });
  if (answer.ok) return { pushed: true };
  const refusal = refusedRef(answer.stdout.toString('utf8'));
  return {
    atBranch: refusal !== null,
    said: maskCredentials([refusal, answer.said].filter((part) => part !== null).join('; ')),
  };
}

/** Why the branch is not pushed at all, as a sentence; null: it may be tried. */
export function publishObstacle(source: GitSource, branch: string): string | null {
  const could = `Could not push the branch ${branch} to ${source.name}`;
  if (!branch.startsWith('kedge/')) return `${could}: Kedge pushes branches of its own (kedge/...) alone.`;
  return source.push ? null : `${could}: the source does not permit it. Allow pushes in its settings.`;
}
