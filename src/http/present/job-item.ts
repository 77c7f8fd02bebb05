import { isOver, type Job as QueuedJob } from '#domain/fleet/job.ts';
import type { Job } from '../schema/jobs.ts';

/** Who asks without being a person has no address. */
const PERSON = /@/;

export const jobItem = (job: QueuedJob): Job => ({
  id: job.id,
  task: job.task,
  state: job.state,
  source: job.source,
  stack: job.stack,
  requested_by: PERSON.test(job.requestedBy) ? job.requestedBy : null,
  created_at: job.createdAt,
  start_after: job.startAfter,
  started_at: job.startedAt,
  ended_at: job.endedAt,
  attempt: job.attempt,
  progress:
    job.progress === null
      ? null
      : {
          text: job.progress.phase,
          done: job.progress.done,
          of: job.progress.of === 0 ? null : job.progress.of,
        },
  outcome: outcomeOf(job),
});

export function outcomeOf({ state, problem, cancelledBy, result }: QueuedJob): string | null {
  if (!isOver(state)) return null;
  if (state === 'cancelled') return cancelledBy === null ? 'It was stopped.' : `${cancelledBy} stopped it.`;
  if (problem !== null) return problem;
  const kind = result?.['kind'] ?? result?.['status'];
  return typeof kind === 'string' ? kind.replaceAll('_', ' ') : 'done';
}
