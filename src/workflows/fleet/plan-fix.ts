import type { RunningJob, TaskEnd } from '#ports/work-queue.ts';
import { revertDrift, type RevertPreview } from '../revert-drift.ts';
import { endOf } from './fix-end.ts';
import { atFixBench, observing, subjectsFor, type FixOrder } from './fleet-fix.ts';
import type { FleetFixWork } from './fleet-work.ts';
import { previewDigest, storedPreview } from './preview-digest.ts';

/**
 * Plans what was decided, guards the plan and shows it: its preview and the digest of that stay with the job, the plan
 * itself is discarded. What is confirmed later is planned again, on whichever worker.
 */
export async function planFix(order: FixOrder, job: RunningJob, deps: FleetFixWork): Promise<TaskEnd> {
  const end = await atFixBench(order, job, deps, async (bench): Promise<TaskEnd> => {
    const chosen = await subjectsFor(bench.work.memory, order, 'revert');
    if ('problem' in chosen) return { kind: 'failed', problem: chosen.problem };
    const signal = AbortSignal.any([job.signal, job.stopping]);
    let shown: RevertPreview | null = null;
    const result = await revertDrift(
      { target: bench.target, subjects: chosen.subjects, actor: order.actor },
      (preview) => {
        shown = preview;
        return Promise.resolve('It is shown and waits to be confirmed.');
      },
      bench.deps,
      observing(job),
      signal,
    );
    if (job.stopping.aborted) return { kind: 'later', waitMs: 0, why: 'The worker is to end.' };
    if (result.kind !== 'not_confirmed' || shown === null) return endOf(result);
    return {
      kind: 'done',
      result: {
        kind: 'planned',
        fingerprints: [...order.fingerprints],
        digest: previewDigest(shown),
        preview: storedPreview(shown),
      },
    };
  });
  return 'problem' in end && !('kind' in end) ? { kind: 'failed', problem: end.problem } : end;
}
