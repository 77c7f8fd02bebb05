import { DRIFT_STATES, isClosed } from '#domain/drift/life/drift-state.ts';
import { classifyPlan } from '#domain/drift/classify-plan.ts';
import type { NamedDifference } from '#domain/drift/name-differences.ts';
import { readPlan, type Plan } from '#domain/drift/plan.ts';
import type { Difference, StackEvidence } from '#domain/drift/report.ts';
import type { Approval } from '#domain/remedy/approved-difference.ts';
import { guardRevertPlan, type GuardVerdict } from '#domain/remedy/plan-guard.ts';
import { targetsFor, wantsTargets } from '#domain/remedy/revert-targets.ts';
import type { KeptPlan } from '#ports/remedy-engine.ts';
import { afterApply } from './after-apply.ts';
import type { FixDependencies, FixObserver, FixRefusal, FixRequest, FixResult } from './fix-request.ts';
import { beginRun } from './fix-steps.ts';
import { named } from './read-differences.ts';
import { evidenceOf } from './stack-evidence.ts';

/** A guarded plan, for a person to look at before it is applied. */
export interface RevertPreview {
  readonly stack: string;
  readonly changes: Extract<GuardVerdict, { readonly go: true }>['changes'];
  /** What the plan does at these resources, from reality to code. Not in the engine's words: they hold secrets. */
  readonly differences: readonly Difference[];
  /** What the apply takes into the state besides: reality stays as it is. */
  readonly absorbs: readonly Difference[];
  /** null: the whole stack was planned. */
  readonly targets: readonly string[] | null;
}

/** null: yes; else why not. */
export type Confirm = (preview: RevertPreview) => Promise<string | null>;

/**
 * Puts reality back to what the code says: one plan of what was decided and nothing else, looked at, applied as it is,
 * and verified by a fresh read.
 */
export async function revertDrift(
  request: FixRequest,
  confirm: Confirm,
  deps: FixDependencies,
  observer: FixObserver,
  signal: AbortSignal,
): Promise<FixResult> {
  observer.phase('planning what was decided');
  const planned = await guardedPlan(request, deps, observer, signal);
  if ('refusals' in planned) return { kind: 'refused', refusals: planned.refusals };
  const { kept } = planned;
  try {
    const shownMs = deps.clock.now().getTime();
    const why = kept.cannotApply ?? (await confirm(previewOf(request, planned)));
    if (why !== null) return { kind: 'not_confirmed', why };
    const moved = await movedWhileShown(request, planned, shownMs, deps, observer, signal);
    if (moved !== null) return { kind: 'refused', refusals: moved.refusals };
    const begun = await beginRun(
      request,
      {
        kind: 'revert',
        step: 'applying',
        applyFolder: kept.folder,
        planDigest: kept.digest,
        before: planned.evidence,
      },
      deps,
    );
    if ('refusal' in begun) return { kind: 'refused', refusals: [begun.refusal] };
    observer.phase('applying');
    const outcome = await deps.remedy.apply(kept.folder, observer.applying, signal);
    // A person who interrupts the apply wants to know what it did all the more.
    return await afterApply(request, begun.run, outcome, deps, observer, new AbortController().signal);
  } finally {
    // Holds secrets. What still runs, or is to be resumed, is left alone.
    await discardUnlessNeeded(request, kept, deps);
  }
}

/** An apply does not read again: what moved while somebody looked at the plan would be overwritten unseen. */
const LONG_LOOK_MS = 5_000;

/** Guards a fresh plan where the first one was looked at for a while; what is applied is the one that was shown. */
async function movedWhileShown(
  request: FixRequest,
  { targets }: GuardedPlan,
  shownMs: number,
  deps: FixDependencies,
  observer: FixObserver,
  signal: AbortSignal,
): Promise<Refused | null> {
  if (deps.clock.now().getTime() - shownMs < LONG_LOOK_MS) return null;
  observer.phase('looking whether anything moved meanwhile');
  const again = await planOnce(request, targets ?? [], deps, observer, signal);
  if ('refusals' in again) return again;
  const judged = await settled(again, targets, deps);
  if ('refusals' in judged) return judged;
  await deps.remedy.discard(again.kept.folder);
  return null;
}

interface GuardedPlan {
  readonly kept: KeptPlan;
  readonly planned: readonly NamedDifference[];
  readonly verdict: Extract<GuardVerdict, { readonly go: true }>;
  readonly targets: readonly string[] | null;
  readonly evidence: StackEvidence;
}

type Refused = { readonly refusals: readonly FixRefusal[] };

/** The whole stack where that is nothing but what was decided, else its targets; guarded both times. */
async function guardedPlan(
  request: FixRequest,
  deps: FixDependencies,
  observer: FixObserver,
  signal: AbortSignal,
): Promise<GuardedPlan | Refused> {
  const alone = await knownTargets(request, deps);
  if (alone !== null) {
    const narrow = await planOnce(request, alone, deps, observer, signal);
    return 'refusals' in narrow ? narrow : settled(narrow, alone, deps);
  }
  const whole = await planOnce(request, [], deps, observer, signal);
  if ('refusals' in whole) return whole;
  if (!wantsTargets(whole.verdict, whole.isNoise)) return settled(whole, null, deps);
  const targets = targetsFor(whole.planned, approvalsOf(request));
  if (targets === null) return settled(whole, null, deps);
  await deps.remedy.discard(whole.kept.folder);
  observer.phase('planning it without the rest of the stack');
  const narrow = await planOnce(request, targets, deps, observer, signal);
  return 'refusals' in narrow ? narrow : settled(narrow, targets, deps);
}

/**
 * The targets where memory tells that the whole stack holds more than was decided: planning all of it first would only
 * show that again. null: it may be all, or an address cannot be given to the engine as it was noted.
 */
async function knownTargets(
  { target, subjects }: FixRequest,
  { memory }: FixDependencies,
): Promise<readonly string[] | null> {
  const page = await memory.listDrift({
    // Also what is accepted: a plan of everything would take it back.
    states: DRIFT_STATES.filter((state) => !isClosed(state)),
    drift: null,
    stack: target.id,
    severities: null,
    limit: subjects.length + 1,
    after: null,
  });
  const addresses = subjects.map(({ record }) => record.difference.address);
  const plain = addresses.every((address) => !/^output\.| \(deposed |\(sensitive\)/.test(address));
  return plain && page.total > subjects.length ? [...new Set(addresses)].toSorted() : null;
}

interface PlannedOnce {
  readonly kept: KeptPlan;
  readonly planned: readonly NamedDifference[];
  readonly verdict: GuardVerdict;
  readonly evidence: StackEvidence;
  /** What the noise rules of a scan take out: an apply may take that into the state without a word. */
  readonly isNoise: (difference: Difference) => boolean;
}

async function planOnce(
  request: FixRequest,
  targets: readonly string[],
  deps: FixDependencies,
  observer: FixObserver,
  signal: AbortSignal,
): Promise<PlannedOnce | Refused> {
  const { target } = request;
  const outcome = await deps.remedy.plan(target.stack, targets, observer.reading, signal);
  if ('failed' in outcome) {
    const detail = deps.redactor.redactText(outcome.detail);
    return refused(outcome.failed, `The stack could not be planned: ${detail}`);
  }
  const { kept } = outcome;
  const reading = readPlan(kept.planJson);
  if ('problem' in reading) {
    await deps.remedy.discard(kept.folder);
    return refused('bad_plan', deps.redactor.redactText(reading.problem));
  }
  const { plan } = reading;
  const state =
    kept.lineage === null || kept.serial === null ? null : { lineage: kept.lineage, serial: kept.serial };
  const evidence = await evidenceOf(target.stack.folder, state, deps.repository);
  const planned = await named(plan, target, target.stack, deps);
  const verdict = guardRevertPlan({
    plan,
    planned,
    targeted: targets.length > 0,
    resourcesRead: kept.resourcesRead,
    approvals: approvalsOf(request),
    now: evidence,
    redact: (text) => deps.redactor.redactText(text),
  });
  return { kept, planned, verdict, evidence, isNoise: await noiseOf(request, plan, deps) };
}

async function settled(
  { kept, planned, verdict, evidence, isNoise }: PlannedOnce,
  targets: readonly string[] | null,
  deps: FixDependencies,
): Promise<GuardedPlan | Refused> {
  if (verdict.go) {
    const absorbs = verdict.absorbs.filter((difference) => !isNoise(difference));
    return { kept, planned, verdict: { ...verdict, absorbs }, targets, evidence };
  }
  await deps.remedy.discard(kept.folder);
  return { refusals: verdict.refusals.map(({ code, sentence, next }) => ({ code, sentence, next })) };
}

const approvalsOf = ({ subjects }: FixRequest): readonly Approval[] =>
  subjects.map(({ record, decision, subject }) => ({
    subject,
    aliases: [record.fingerprint, ...record.aliases].filter((each) => each !== subject.fingerprint),
    destroyApproved: decision.destroyApproved,
  }));

async function noiseOf(
  { target }: FixRequest,
  plan: Plan,
  deps: FixDependencies,
): Promise<(difference: Difference) => boolean> {
  const tree = await deps.code.readTree(target.stack.folder);
  const { suppressed } = classifyPlan(plan, {
    ...target.policy,
    severity: await target.policy.severity(),
    stack: target.id,
    redactor: deps.redactor,
    moves: tree.moves,
    locate: () => null,
    today: deps.clock.now().toISOString().slice(0, 10),
  });
  const noise = new Set(suppressed.map(({ fingerprint }) => fingerprint));
  return ({ fingerprint }) => noise.has(fingerprint);
}

function previewOf({ target }: FixRequest, { planned, verdict, targets }: GuardedPlan): RevertPreview {
  const { changes, absorbs } = verdict;
  const differences = planned.filter(({ found }) => found.planned).map(({ difference }) => difference);
  return { stack: target.id, changes, differences, absorbs, targets };
}

async function discardUnlessNeeded(
  { target }: FixRequest,
  { folder }: KeptPlan,
  { memory, remedy }: FixDependencies,
): Promise<void> {
  const live = await memory.liveRuns();
  if (live.some((run) => run.stack === target.id && run.applyFolder === folder)) return;
  await remedy.discard(folder);
}

const refused = (code: string, sentence: string): Refused => ({ refusals: [{ code, sentence, next: null }] });
