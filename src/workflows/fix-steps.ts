import { act } from '#domain/drift/life/decide-transition.ts';
import type { DriftEvent, DriftEventKind } from '#domain/drift/life/drift-event.ts';
import type { DriftAction } from '#domain/drift/life/drift-state.ts';
import type { JsonObject } from '#domain/json.ts';
import type { FixOutcome, FixRun } from '#domain/remedy/fix-run.ts';
import type { MemoryChange } from '#ports/memory.ts';
import type { FixDependencies, FixRefusal, FixRequest } from './fix-request.ts';
import { settleDecisions } from './settle-decisions.ts';

/** What a run starts with. */
export type RunStart = Pick<FixRun, 'kind' | 'step'> &
  Partial<Pick<FixRun, 'before' | 'planDigest' | 'applyFolder' | 'branch' | 'commit'>>;

/** Writes down that a run begins, before it does anything; refused while another one of the stack has not ended. */
export async function beginRun(
  request: FixRequest,
  start: RunStart,
  deps: FixDependencies,
): Promise<{ readonly run: FixRun } | { readonly refusal: FixRefusal }> {
  const at = deps.clock.now().toISOString();
  const run: FixRun = {
    id: deps.newId(),
    stack: request.target.id,
    fingerprints: request.subjects.map(({ record }) => record.fingerprint),
    decisions: [...new Set(request.subjects.map(({ decision }) => decision.id))],
    actor: request.actor,
    startedAt: at,
    updatedAt: at,
    outcome: null,
    text: null,
    attempt: 1,
    holder: deps.holder,
    before: null,
    planDigest: null,
    applyFolder: null,
    branch: null,
    commit: null,
    ...start,
  };
  return deps.memory.change(async (change) => {
    const moved = await movedOn(request, change);
    if (moved !== null) return { refusal: moved };
    const other = await change.startRun(run);
    if (other !== null) return { refusal: heldBy(other.holder) };
    const text =
      start.kind === 'revert' ? 'The plan was looked at and is being applied.' : 'The edit is proven.';
    for (const fingerprint of run.fingerprints) {
      const event = start.kind === 'revert' ? 'applying' : 'planned';
      await markOne(run, fingerprint, change, {
        action: 'begin',
        event,
        text,
        at,
        evidence: evidenceOf(run),
      });
    }
    await change.appendAudit({
      at,
      actor: run.actor,
      action: `fix.${start.kind}.begun`,
      subject: run.id,
      details: { stack: run.stack, fingerprints: [...run.fingerprints], ...evidenceOf(run) },
    });
    return { run };
  });
}

/** Notes how far a run has come. False: somebody else has taken it over, and this process must do nothing more. */
export async function stepRun(
  run: FixRun,
  next: Partial<Pick<FixRun, 'step' | 'attempt' | 'holder'>>,
  deps: FixDependencies,
): Promise<FixRun | null> {
  const updated = { ...run, ...next, updatedAt: deps.clock.now().toISOString() };
  return deps.memory.change(async (change) => ((await change.saveRun(updated)) ? updated : null));
}

export interface Mark {
  readonly action: DriftAction;
  readonly event: DriftEventKind;
  readonly text: string;
}

export interface RunEnd {
  readonly outcome: FixOutcome;
  /** A sentence for a person; redacted. */
  readonly text: string;
  /** What becomes of each difference of the run. */
  readonly mark: (fingerprint: string) => Mark;
  readonly evidence: JsonObject;
}

/** Ends a run in one change of memory: run, differences, decisions, timeline and audit. False: it was taken over. */
export async function endRun(
  request: FixRequest,
  run: FixRun,
  end: RunEnd,
  deps: FixDependencies,
): Promise<boolean> {
  const at = deps.clock.now().toISOString();
  const { outcome, text } = end;
  return deps.memory.change(async (change) => {
    if (!(await change.saveRun({ ...run, step: 'ended', outcome, text, updatedAt: at }))) return false;
    for (const fingerprint of run.fingerprints) {
      const mark = { ...end.mark(fingerprint), at, evidence: { ...end.evidence, run: run.id } };
      await markOne(run, fingerprint, change, mark);
    }
    await change.appendAudit({
      at,
      actor: request.actor,
      action: `fix.${run.kind}.${outcome}`,
      subject: run.id,
      details: { stack: run.stack, fingerprints: [...run.fingerprints], text, ...end.evidence },
    });
    await settleDecisions(change, run.decisions);
    return true;
  });
}

/**
 * While the plan was made and looked at, somebody else may have carried the decision out, taken it back or decided
 * otherwise: nothing begins on what is not as it was.
 */
async function movedOn({ subjects, target }: FixRequest, change: MemoryChange): Promise<FixRefusal | null> {
  const now = new Map((await change.driftOfStack(target.id)).map((record) => [record.fingerprint, record]));
  for (const { record, decision } of subjects) {
    const { fingerprint } = record;
    const found = now.get(fingerprint);
    if (found?.decision === decision.id && (found.state === 'approved' || found.state === 'acting')) continue;
    const state = found === undefined ? 'not known any more' : found.state.replaceAll('_', ' ');
    return {
      code: 'decision_moved',
      sentence: `${fingerprint} does not wait for decision ${decision.id} to be carried out any more: it is ${state}.`,
      next: `See what happened with kedge drift show ${fingerprint}.`,
    };
  }
  return null;
}

type TimedMark = Mark & Pick<DriftEvent, 'at' | 'evidence'>;

/** A difference that is not in a state for this is left as it is. */
async function markOne(
  run: FixRun,
  fingerprint: string,
  change: MemoryChange,
  { action, event, text, at, evidence }: TimedMark,
): Promise<void> {
  const records = await change.driftOfStack(run.stack);
  const record = records.find((each) => each.fingerprint === fingerprint);
  if (record === undefined) return;
  const acted = act(record, action, at);
  if ('refused' in acted) return;
  await change.saveDrift([acted.record]);
  await change.addEvents([
    { fingerprint, stack: run.stack, at, kind: event, actor: run.actor, text, evidence },
  ]);
}

function heldBy(run: FixRun): FixRefusal {
  return {
    code: 'held',
    sentence: `${run.actor} is fixing ${run.stack} since ${run.startedAt} (run ${run.id}, process ${run.holder.pid} on ${run.holder.host}, step: ${run.step}).`,
    next: `Wait for it. If that process is gone: kedge fix --resume ${run.id}`,
  };
}

function evidenceOf(run: FixRun): JsonObject {
  return {
    run: run.id,
    ...(run.planDigest === null ? {} : { plan_sha256: run.planDigest }),
    ...(run.before === null ? {} : { before: { ...run.before } }),
    ...(run.branch === null ? {} : { branch: run.branch }),
    ...(run.commit === null ? {} : { commit: run.commit }),
  };
}
