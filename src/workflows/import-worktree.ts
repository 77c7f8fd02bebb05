import type { EngineStack } from '#ports/engine.ts';
import type { FreshRead } from './read-differences.ts';

export interface WorktreePlace {
  readonly stack: EngineStack;
  /** The Git top level, absolute and without symbolic links. */
  readonly top: string;
  /** From the top, forward slashes; empty for the top itself. */
  readonly stackPath: string;
  /** The stack as it is, read just before. */
  readonly before: FreshRead;
}

/** The stack as it lies in a scratch work tree; what lies outside the repository stays where it is. */
export function stackInWorktree(
  worktree: string,
  { stack, top, stackPath, before }: WorktreePlace,
): EngineStack {
  const moved = (path: string): string =>
    path.startsWith(`${top}/`) ? `${worktree}${path.slice(top.length)}` : path;
  return {
    ...stack,
    folder: stackPath === '' ? worktree : `${worktree}/${stackPath}`,
    // A fresh work tree has none selected.
    workspace: before.workspace,
    varFiles: stack.varFiles.map(moved),
    backendConfig: stack.backendConfig.map((item) => (item.includes('=') ? item : moved(item))),
    lock: false,
    fast: 'off',
  };
}
