import type { RunningJob, TaskEnd } from '#ports/work-queue.ts';
import { settleChange } from '../change/settle-change.ts';
import { settleOnce, type ChangeName } from './change-jobs.ts';
import { changeAtWork, changeBench, type FleetChangeWork } from './change-work.ts';

/** An hour: nothing of it is urgent, and what stands in the way is seldom gone in a minute. */
const AGAIN_MS = 60 * 60_000;

/**
 * Reads again what a verdict rested on while it could still be corrected. By the newest code of the source and not that of
 * the change: where the bill is found, and a bill that lies in the repository, are of today.
 */
export async function settleForFleet(
  name: ChangeName,
  job: RunningJob,
  deps: FleetChangeWork,
): Promise<TaskEnd> {
  const work = await changeAtWork(name, deps);
  if ('problem' in work) return { kind: 'failed', problem: work.problem };
  const { source, change } = work;
  const signal = AbortSignal.any([job.signal, job.stopping]);
  const again = (why: string): TaskEnd => ({ kind: 'later', waitMs: AGAIN_MS, why, once: settleOnce(name) });
  const checkout = await deps.checkouts.at(source, null, signal);
  if ('problem' in checkout) return again(checkout.problem);
  try {
    const tools = await deps.toolsIn(source, checkout, {
      stacks: change.declaration.stacks,
      mayBegin: () => job.alive(),
    });
    if ('problem' in tools) return again(tools.problem);
    const answer = await settleChange(change, await changeBench(work, tools, job, deps), signal);
    job.log(answer.text);
    return { kind: 'done', result: { kind: answer.outcome } };
  } finally {
    await checkout.release();
  }
}
