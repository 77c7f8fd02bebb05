import { judgeImport } from '#domain/remedy/judge-import.ts';
import type { EditProof, FixObserver } from './fix-request.ts';
import type { CommittedPlace } from './import-place.ts';
import type { ImportDependencies, ImportRequest } from './import-request.ts';
import { stackInWorktree } from './import-worktree.ts';
import { readDifferences, type FreshRead } from './read-differences.ts';

export interface ImportProofRequest {
  readonly request: ImportRequest;
  readonly at: CommittedPlace;
  /** The commit that is to be proven. */
  readonly commit: string;
  readonly inputsFrom: readonly string[];
  readonly before: FreshRead;
  /** As the engine writes it. */
  readonly address: string;
}

export type ImportVerdict =
  | { readonly kind: 'proven'; readonly proof: EditProof }
  /** The object is in the state already, under other addresses. */
  | { readonly kind: 'held'; readonly by: readonly string[] }
  /**
   * `changes`: the import would change the object; `invalid`: the code is not valid; `strange`: the plan holds what it
   * must not, or could not be made. Clauses.
   */
  | { readonly kind: 'changes' | 'invalid' | 'strange'; readonly problems: readonly string[] };

/** Checks a commit out to a scratch work tree, validates it there and plans it: one import, and nothing new anywhere. */
export async function proveImport(
  asked: ImportProofRequest,
  deps: ImportDependencies,
  observer: FixObserver,
  signal: AbortSignal,
): Promise<ImportVerdict> {
  const { at, commit, inputsFrom } = asked;
  const made = await deps.repository.withWorktree({ top: at.top, commit, inputsFrom }, (folder) =>
    proveIn(folder, asked, deps, observer, signal),
  );
  return 'problem' in made ? { kind: 'strange', problems: [made.problem] } : made;
}

async function proveIn(
  worktree: string,
  { request, at, before, address }: ImportProofRequest,
  deps: ImportDependencies,
  observer: FixObserver,
  signal: AbortSignal,
): Promise<ImportVerdict> {
  const { target } = request;
  const stack = stackInWorktree(worktree, { ...at, stack: target.stack, before });
  const { redactText } = deps.redactor;
  observer.phase('validating the code in a scratch work tree');
  const valid = await deps.remedy.validate(stack, signal);
  if ('failed' in valid) return { kind: 'strange', problems: [redactText(valid.detail)] };
  if (valid.problems.length > 0)
    return { kind: 'invalid', problems: valid.problems.map((each) => redactText(each)) };
  observer.phase('planning the import');
  const after = await readDifferences(target, stack, deps, observer.reading, signal);
  // A provider refuses some attributes only when it plans.
  if ('unknown' in after) return { kind: 'invalid', problems: [`it could not be planned: ${after.unknown}`] };
  const { engine, resourcesRead } = after.read;
  if (resourcesRead < before.resourcesRead) {
    const problem = `its plan read ${resourcesRead} resources, the one before ${before.resourcesRead}`;
    return { kind: 'strange', problems: [problem] };
  }
  const judged = judgeImport(before, after.read, address);
  if (judged.kind !== 'proven') return judged;
  return {
    kind: 'proven',
    proof: { engine: `${engine.name} ${engine.version}`, resourcesRead, left: judged.left },
  };
}
