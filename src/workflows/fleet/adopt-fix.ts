import type { RunningJob, TaskEnd } from '#ports/work-queue.ts';
import type { FixRun } from '#domain/remedy/fix-run.ts';
import { adoptDrift } from '../adopt-drift.ts';
import type { FixResult } from '../fix-request.ts';
import { subjectsOfRun } from '../fix-subject.ts';
import { resumeFix } from '../resume-fix.ts';
import { endOf, endOfRun } from './fix-end.ts';
import { atFixBench, observing, subjectsFor, type FixBench, type FixOrder } from './fleet-fix.ts';
import type { FleetFixWork } from './fleet-work.ts';

/**
 * Makes the branch in which the code follows reality, and pushes it where the source permits that. A branch is never
 * moved, so a second attempt finds the one of the first.
 */
export async function adoptFix(order: FixOrder, job: RunningJob, deps: FleetFixWork): Promise<TaskEnd> {
  const end = await atFixBench(order, job, deps, async (bench): Promise<TaskEnd> => {
    const { id } = await job.step('run', () => Promise.resolve({ id: deps.newId() }));
    const begun = await bench.work.memory.findRun(id);
    if (begun !== null && begun.outcome !== null) {
      // What was killed between making the branch and pushing it.
      return begun.branch === null
        ? endOfRun(begun)
        : publish(endOfRun(begun), begun.branch, job, bench, deps);
    }
    const result =
      begun === null ? await adopt(order, id, job, bench, deps) : await goOn(begun, order, job, bench);
    return result.kind === 'proposed'
      ? publish(endOf(result), result.branch, job, bench, deps)
      : endOf(result);
  });
  await deps.fixed(order.source, order.stack);
  return 'problem' in end && !('kind' in end) ? { kind: 'failed', problem: end.problem } : end;
}

async function adopt(
  order: FixOrder,
  run: string,
  job: RunningJob,
  { work, target, deps }: FixBench,
  { variablesInEnvironment }: FleetFixWork,
): Promise<FixResult> {
  const chosen = await subjectsFor(work.memory, order, 'adopt');
  if ('problem' in chosen) {
    return { kind: 'refused', refusals: [{ code: 'decision_moved', sentence: chosen.problem, next: null }] };
  }
  let ids = [run];
  const newId = (): string => {
    const [id, ...rest] = ids;
    ids = rest;
    return id ?? deps.newId();
  };
  return adoptDrift(
    { target, subjects: chosen.subjects, actor: order.actor },
    { patchOnly: false, pushTo: null, variablesInEnvironment },
    { ...deps, newId },
    observing(job),
    job.signal,
  );
}

async function goOn(
  run: FixRun,
  order: FixOrder,
  job: RunningJob,
  { work, checkout, target, deps }: FixBench,
): Promise<FixResult> {
  const subjects = await subjectsOfRun(work.memory, run);
  return resumeFix(
    { target, subjects, actor: order.actor },
    run,
    { top: checkout.top },
    // Making a branch is the same whoever does it, and it is made once.
    { ...deps, lives: () => Promise.resolve(false) },
    observing(job),
    job.signal,
  );
}

async function publish(
  end: TaskEnd,
  branch: string,
  job: RunningJob,
  { work }: FixBench,
  deps: FleetFixWork,
): Promise<TaskEnd> {
  const { source } = work;
  if (end.kind !== 'done' || source.kind !== 'git' || !source.push) return end;
  if (!(await job.alive()))
    return { kind: 'failed', problem: 'The job was stopped or went to another worker.' };
  job.log(`pushing ${branch}`);
  const problem = await deps.checkouts.publish(source, branch, job.signal);
  return {
    kind: 'done',
    result: { ...end.result, pushedTo: problem === null ? source.url : null, pushProblem: problem },
  };
}
