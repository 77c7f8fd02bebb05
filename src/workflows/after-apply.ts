import type { FixRun } from '#domain/remedy/fix-run.ts';
import type { ApplyOutcome, ApplyRefusal } from '#ports/remedy-engine.ts';
import type { FixDependencies, FixObserver, FixRequest, FixResult } from './fix-request.ts';
import { endRun, stepRun } from './fix-steps.ts';
import { takenOver } from './taken-over.ts';
import { verifyFix } from './verify-fix.ts';

/** What follows from how an apply ended: nothing was done, or a fresh read decides. */
export async function afterApply(
  request: FixRequest,
  run: FixRun,
  outcome: ApplyOutcome,
  deps: FixDependencies,
  observer: FixObserver,
  signal: AbortSignal,
): Promise<FixResult> {
  if (outcome.kind === 'never_started' || outcome.kind === 'refused') {
    return nothingDone(request, run, outcome, deps);
  }
  if (outcome.kind === 'running') {
    return { kind: 'unverified', run: run.id, detail: 'The apply still runs; nothing is known of it yet.' };
  }
  const verifying = await stepRun(run, { step: 'verifying' }, deps);
  if (verifying === null) return takenOver(run);
  const applied = { said: saidOf(outcome, deps), whole: outcome.kind === 'applied' };
  const result = await verifyFix(request, verifying, applied, deps, observer, signal);
  if (result.kind !== 'unverified') await discardPlan(run, deps);
  return result;
}

async function nothingDone(
  request: FixRequest,
  run: FixRun,
  outcome: ApplyOutcome & { readonly kind: 'never_started' | 'refused' },
  deps: FixDependencies,
): Promise<FixResult> {
  const { code, sentence, next } = refusalOf(outcome, deps);
  const mark = { action: 'step_back', event: 'refused', text: sentence } as const;
  const ended = await endRun(
    request,
    run,
    { outcome: 'refused', text: sentence, mark: () => mark, evidence: {} },
    deps,
  );
  if (!ended) return takenOver(run);
  await discardPlan(run, deps);
  return { kind: 'refused', refusals: [{ code, sentence, next }] };
}

function refusalOf(
  outcome: ApplyOutcome & { readonly kind: 'never_started' | 'refused' },
  { redactor }: FixDependencies,
): { readonly code: string; readonly sentence: string; readonly next: string } {
  if (outcome.kind === 'never_started') {
    return {
      code: 'never_started',
      sentence: 'It was stopped before anything was applied.',
      next: 'Run `kedge fix` again.',
    };
  }
  const detail = redactor.redactText(outcome.detail);
  const { code, what, next } = REFUSED[outcome.reason];
  return { code, sentence: `${what}, so nothing was applied: ${detail}`, next };
}

const REFUSED: Readonly<
  Record<ApplyRefusal, { readonly code: string; readonly what: string; readonly next: string }>
> = {
  stale: {
    code: 'state_moved',
    what: 'The state moved on after the plan was made',
    next: 'Scan again, look, and decide again.',
  },
  locked: {
    code: 'locked',
    what: 'Somebody holds the state lock',
    next: 'Wait for the other run, then run `kedge fix` again.',
  },
  unusable: {
    code: 'plan_unusable',
    what: 'The plan cannot be applied',
    next: 'Run `kedge fix` again: it makes a new plan.',
  },
};

function saidOf(
  outcome: ApplyOutcome & { readonly kind: 'applied' | 'failed' | 'lost' },
  { redactor }: FixDependencies,
): string {
  switch (outcome.kind) {
    case 'applied':
      return 'The plan was applied.';
    case 'failed':
      return `The apply ended with an error: ${redactor.redactText(outcome.detail)}`;
    case 'lost':
      return `Nobody saw how the apply ended: ${redactor.redactText(outcome.detail)}`;
  }
}

/** The plan file holds secrets, and nobody needs it any more. */
async function discardPlan({ applyFolder }: FixRun, { remedy }: FixDependencies): Promise<void> {
  if (applyFolder !== null) await remedy.discard(applyFolder);
}
