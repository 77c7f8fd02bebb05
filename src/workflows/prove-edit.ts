import { judgeProof } from '#domain/remedy/judge-proof.ts';
import type { EngineStack } from '#ports/engine.ts';
import type { EditProof, FixDependencies, FixObserver } from './fix-request.ts';
import { readDifferences, type FreshRead } from './read-differences.ts';
import type { ScanTarget } from './scan-stack.ts';

export interface ProofRequest {
  readonly target: ScanTarget;
  /** The Git top level, absolute and without symbolic links, and the commit that is to be proven. */
  readonly top: string;
  readonly commit: string;
  /** From the top, forward slashes; empty for the top itself. */
  readonly stackPath: string;
  /** Folders from the top whose files beside Git's the engine reads. */
  readonly inputsFrom: readonly string[];
  /** The stack as it is, read just before. */
  readonly before: FreshRead;
  /** Fingerprints. */
  readonly adopted: readonly string[];
}

/**
 * Checks a commit out to a scratch work tree, validates it there and plans it: nothing may be left of what was
 * adopted, and nothing new be planned anywhere.
 */
export async function proveEdit(
  request: ProofRequest,
  deps: FixDependencies,
  observer: FixObserver,
  signal: AbortSignal,
): Promise<{ readonly proof: EditProof } | { readonly problems: readonly string[] }> {
  const { top, commit, inputsFrom } = request;
  const made = await deps.repository.withWorktree({ top, commit, inputsFrom }, (folder) =>
    proveIn(folder, request, deps, observer, signal),
  );
  return 'problem' in made ? { problems: [made.problem] } : made;
}

async function proveIn(
  worktree: string,
  request: ProofRequest,
  deps: FixDependencies,
  observer: FixObserver,
  signal: AbortSignal,
): Promise<{ readonly proof: EditProof } | { readonly problems: readonly string[] }> {
  const { target, before } = request;
  const stack = stackIn(worktree, request);
  observer.phase('validating the edited code in a scratch work tree');
  const valid = await deps.remedy.validate(stack, signal);
  if ('failed' in valid) return { problems: [deps.redactor.redactText(valid.detail)] };
  if (valid.problems.length > 0) return { problems: valid.problems.map(deps.redactor.redactText) };
  observer.phase('planning the edited code');
  const after = await readDifferences(target, stack, deps, observer.reading, signal);
  if ('unknown' in after) return { problems: [`it could not be planned: ${after.unknown}`] };
  if (after.read.resourcesRead < before.resourcesRead - request.adopted.length) {
    return {
      problems: [
        `its plan read ${after.read.resourcesRead} resources, the one before ${before.resourcesRead}`,
      ],
    };
  }
  const judged = judgeProof(
    before.named.map((each) => each.difference),
    after.read.named.map((each) => each.difference),
    before.named.map((each) => each.difference).filter((each) => request.adopted.includes(each.fingerprint)),
    new Set(
      after.read.named
        .filter(({ found }) => found.resource.actions.includes('forget'))
        .map(({ difference }) => difference.address),
    ),
  );
  if ('problems' in judged) return judged;
  const { name, version } = after.read.engine;
  return {
    proof: { engine: `${name} ${version}`, resourcesRead: after.read.resourcesRead, left: judged.left },
  };
}

/** The stack as it lies in the work tree; what lies outside the repository stays where it is. */
function stackIn(worktree: string, { target, top, stackPath, before }: ProofRequest): EngineStack {
  const moved = (path: string): string =>
    path.startsWith(`${top}/`) ? `${worktree}${path.slice(top.length)}` : path;
  const { stack } = target;
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
