import type { FixRun } from '#domain/remedy/fix-run.ts';
import { afterApply } from './after-apply.ts';
import type { FixDependencies, FixObserver, FixRequest, FixResult } from './fix-request.ts';
import { stepRun } from './fix-steps.ts';
import { makeBranch } from './propose-branch.ts';
import { takenOver } from './taken-over.ts';

export interface ResumeDependencies extends FixDependencies {
  /** Whether the process that holds a run still lives; `elsewhere`: it ran on another machine. */
  readonly lives: (holder: FixRun['holder']) => Promise<boolean | 'elsewhere'>;
}

/** How long the word of another machine counts: an older run of it may be taken over. */
const ELSEWHERE_MS = 15 * 60 * 1000;

/**
 * Goes on with a run whose process is gone. What happened is asked of the world: the notes beside the plan that was
 * applied, a fresh read, the branches. Nothing is applied here.
 */
export async function resumeFix(
  request: FixRequest,
  run: FixRun,
  place: { readonly top: string | null },
  deps: ResumeDependencies,
  observer: FixObserver,
  signal: AbortSignal,
): Promise<FixResult> {
  const held = await holderProblem(run, deps);
  if (held !== null) {
    return { kind: 'refused', refusals: [{ code: 'held', sentence: held, next: 'Wait for it.' }] };
  }
  const mine = await stepRun(run, { attempt: run.attempt + 1, holder: deps.holder }, deps);
  if (mine === null) return takenOver(run);
  if (mine.kind === 'adopt') return resumeAdoption(request, mine, place, deps, observer);
  observer.phase('asking what became of the apply');
  const outcome =
    mine.applyFolder === null
      ? ({ kind: 'never_started' } as const)
      : await deps.remedy.findApply(mine.applyFolder, signal);
  return afterApply(request, mine, outcome, deps, observer, signal);
}

async function resumeAdoption(
  request: FixRequest,
  run: FixRun,
  { top }: { readonly top: string | null },
  deps: FixDependencies,
  observer: FixObserver,
): Promise<FixResult> {
  if (run.commit === null || run.branch === null || top === null) {
    throw new Error(`Run ${run.id} is to make a branch and names none.`);
  }
  // The commit was proven before the run was written down.
  return makeBranch(request, run, { top, commit: run.commit, branch: run.branch }, deps, observer);
}

async function holderProblem(run: FixRun, deps: ResumeDependencies): Promise<string | null> {
  const { holder, updatedAt } = run;
  const lives = await deps.lives(holder);
  if (lives === true) {
    return `Run ${run.id} is alive: process ${holder.pid} on ${holder.host}, since ${run.startedAt} (${run.step}).`;
  }
  const quietMs = deps.clock.now().getTime() - Date.parse(updatedAt);
  if (lives === 'elsewhere' && quietMs < ELSEWHERE_MS) {
    return `Run ${run.id} belongs to process ${holder.pid} on ${holder.host}, which said something ${Math.round(quietMs / 1000)} s ago; from here nobody can see whether it lives.`;
  }
  return null;
}
