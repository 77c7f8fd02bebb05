import type { RunningJob, TaskEnd } from '#ports/work-queue.ts';
import type { FixRun } from '#domain/remedy/fix-run.ts';
import type { FixResult } from '../fix-request.ts';
import { subjectsOfRun } from '../fix-subject.ts';
import { resumeFix } from '../resume-fix.ts';
import { revertDrift } from '../revert-drift.ts';
import { endOf, endOfRun } from './fix-end.ts';
import { atFixBench, observing, subjectsFor, type FixBench, type FixOrder } from './fleet-fix.ts';
import type { FleetFixWork } from './fleet-work.ts';
import { previewDigest } from './preview-digest.ts';

export interface ApplyOrder extends FixOrder {
  /** Of the preview that a person has confirmed. */
  readonly digest: string;
}

/** As often as a run was stopped before its apply began, a new one may be begun. */
const MOST_RUNS = 20;

/**
 * Plans again what a person has looked at, and applies it when it is the same. A later attempt first asks what became
 * of the run that an earlier one began: it goes on with that, and begins another only when nothing was applied.
 */
export async function applyFix(order: ApplyOrder, job: RunningJob, deps: FleetFixWork): Promise<TaskEnd> {
  const end = await atFixBench(order, job, deps, async (bench): Promise<TaskEnd> => {
    for (let number = 1; number <= MOST_RUNS; number += 1) {
      const { id } = await job.step(`run ${number}`, () => Promise.resolve({ id: deps.newId() }));
      const begun = await bench.work.memory.findRun(id);
      if (begun === null) {
        if (job.stopping.aborted) return { kind: 'later', waitMs: 0, why: 'The worker is to end.' };
        return endOf(await revert(order, id, job, bench));
      }
      const went = begun.outcome === null ? await goOn(begun, order, job, bench) : null;
      if (went !== null && !isNeverStarted(went)) return laterWhileHeld(went);
      const ended = await bench.work.memory.findRun(id);
      if (ended === null || ended.outcome === null)
        return { kind: 'later', waitMs: 5_000, why: 'Its run is open.' };
      if (!neverStarted(ended)) return endOfRun(ended);
    }
    return { kind: 'failed', problem: `It was stopped ${MOST_RUNS} times before anything was applied.` };
  });
  await deps.fixed(order.source, order.stack);
  return 'problem' in end && !('kind' in end) ? { kind: 'failed', problem: end.problem } : end;
}

async function revert(
  order: ApplyOrder,
  run: string,
  job: RunningJob,
  { work, target, deps }: FixBench,
): Promise<FixResult> {
  const chosen = await subjectsFor(work.memory, order, 'revert');
  if ('problem' in chosen) {
    return { kind: 'refused', refusals: [{ code: 'decision_moved', sentence: chosen.problem, next: null }] };
  }
  let ids = [run];
  return revertDrift(
    { target, subjects: chosen.subjects, actor: order.actor },
    async (preview) => {
      if (previewDigest(preview) !== order.digest) {
        return 'The plan is not the one that was shown: look at it again and confirm that.';
      }
      return (await job.alive()) ? null : 'The job was stopped or went to another worker.';
    },
    {
      ...deps,
      // The first that is asked for names the run: a later attempt finds it by that.
      newId: () => {
        const [id, ...rest] = ids;
        ids = rest;
        return id ?? deps.newId();
      },
    },
    observing(job),
    job.signal,
  );
}

async function goOn(run: FixRun, order: FixOrder, job: RunningJob, bench: FixBench): Promise<FixResult> {
  const { work, target, deps } = bench;
  const subjects = await subjectsOfRun(work.memory, run);
  // The attempt before has lost the job, so its process may do nothing more, whether it lives or not. Of one on another
  // machine nobody here can tell whether its engine still works: its word counts a while longer.
  const lives = (holder: FixRun['holder']): Promise<false | 'elsewhere'> =>
    Promise.resolve(holder.host === deps.holder.host ? false : 'elsewhere');
  return resumeFix(
    { target, subjects, actor: order.actor },
    run,
    { top: bench.checkout.top },
    { ...deps, lives },
    observing(job),
    job.signal,
  );
}

const HELD_MS = 30_000;

/** A run that seems to be held on another machine is asked for again until its word does not count any more. */
function laterWhileHeld(result: FixResult): TaskEnd {
  if (result.kind === 'refused' && result.refusals.some(({ code }) => code === 'held')) {
    return {
      kind: 'later',
      waitMs: HELD_MS,
      why: result.refusals.map(({ sentence }) => sentence).join('\n'),
    };
  }
  return endOf(result);
}

const isNeverStarted = (result: FixResult): boolean =>
  result.kind === 'refused' && result.refusals.some(({ code }) => code === 'never_started');

/** As `after-apply.ts` says it of a run that ended so. */
const neverStarted = ({ outcome, text }: FixRun): boolean =>
  outcome === 'refused' && text === 'It was stopped before anything was applied.';
