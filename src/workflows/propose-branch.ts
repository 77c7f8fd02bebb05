import type { FixRun } from '#domain/remedy/fix-run.ts';
import type { EditOrigin } from '#ports/code-editor.ts';
import type {
  EditProof,
  FixDependencies,
  FixObserver,
  FixRefusal,
  FixRequest,
  FixResult,
} from './fix-request.ts';
import { beginRun, endRun } from './fix-steps.ts';
import { takenOver } from './taken-over.ts';

export interface ProvenEdit {
  readonly top: string;
  readonly commit: string;
  readonly proof: EditProof;
  readonly patch: string;
  readonly origins: readonly EditOrigin[];
  /** A Git remote; null: none. */
  readonly pushTo: string | null;
}

/** Makes the branch of a proven edit, and pushes it where that was asked. */
export async function proposeBranch(
  request: FixRequest,
  proven: ProvenEdit,
  deps: FixDependencies,
  observer: FixObserver,
): Promise<FixResult> {
  const { top, commit, pushTo, origins, proof, patch } = proven;
  const branch = branchName(request);
  const begun = await beginRun(request, { kind: 'adopt', step: 'committing', branch, commit }, deps);
  if ('refusal' in begun) return { kind: 'refused', refusals: [begun.refusal] };
  const made = await makeBranch(request, begun.run, { top, commit, branch }, deps, observer);
  if (made.kind !== 'proposed') return made;
  const pushProblem = pushTo === null ? null : await deps.repository.push(top, pushTo, branch);
  return { ...made, pushedTo: pushProblem === null ? pushTo : null, pushProblem, origins, proof, patch };
}

/** The branch is made and memory says so. Killed in between, the run on record leads here again. */
export async function makeBranch(
  request: FixRequest,
  run: FixRun,
  { top, commit, branch }: { readonly top: string; readonly commit: string; readonly branch: string },
  deps: FixDependencies,
  observer: FixObserver,
): Promise<FixResult> {
  observer.phase(`making the branch ${branch}`);
  const refusal = branchRefusal(await deps.repository.createBranch(top, branch, commit), branch, commit);
  if (refusal !== null) {
    const { sentence } = refusal;
    const mark = { action: 'step_back', event: 'refused', text: sentence } as const;
    const end = { outcome: 'refused', text: sentence, mark: () => mark, evidence: {} } as const;
    return (await endRun(request, run, end, deps))
      ? { kind: 'refused', refusals: [refusal] }
      : takenOver(run);
  }
  const text = `${branch} holds the proven edit; merging it is what is left.`;
  const mark = { action: 'propose', event: 'proposed', text } as const;
  const end = { outcome: 'proposed', text, mark: () => mark, evidence: { branch, commit } } as const;
  if (!(await endRun(request, run, end, deps))) return takenOver(run);
  return {
    kind: 'proposed',
    run: run.id,
    branch,
    commit,
    pushedTo: null,
    pushProblem: null,
    origins: [],
    proof: null,
    patch: await deps.repository.patch(top, commit),
  };
}

function branchRefusal(
  made: Awaited<ReturnType<FixDependencies['repository']['createBranch']>>,
  branch: string,
  commit: string,
): FixRefusal | null {
  const next = `Delete or rename the branch: git branch -m ${branch} NAME`;
  if ('problem' in made) return { code: 'git', sentence: made.problem, next: null };
  if (!('exists' in made) || made.exists === commit) return null;
  const sentence = `The branch ${branch} exists already, at ${made.exists.slice(0, 12)}.`;
  return { code: 'branch_exists', sentence, next };
}

/** One difference names its branch; several are named by the decision that joined them. */
export function branchName({ subjects }: FixRequest): string {
  const [first] = subjects;
  if (first === undefined) throw new Error('A fix without a subject has no branch.');
  return `kedge/adopt-${subjects.length === 1 ? first.record.fingerprint : first.decision.id}`;
}
