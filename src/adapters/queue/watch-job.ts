import { setTimeout as sleep } from 'node:timers/promises';
import { isOver } from '#domain/fleet/job.ts';
import type { JobEvent, WorkQueue } from '#ports/work-queue.ts';

const POLL_MS = 400;
const LINES_AT_ONCE = 500;

/** Asks again and again: a job that another machine works on says nothing here. */
export async function* watchJob(
  queue: Pick<WorkQueue, 'find' | 'lines'>,
  id: string,
  after: number,
  signal: AbortSignal,
): AsyncGenerator<JobEvent> {
  let last = after;
  let shown = { state: '', progress: '' };
  while (!signal.aborted) {
    // The job first: what it said before it ended is there when its end is seen.
    const job = await queue.find(id);
    if (job === null) return;
    for (;;) {
      const lines = await queue.lines(id, last, LINES_AT_ONCE);
      for (const line of lines) {
        yield { kind: 'line', line };
        last = line.number;
      }
      if (lines.length < LINES_AT_ONCE) break;
    }
    const now = { state: `${job.state} ${job.attempt}`, progress: JSON.stringify(job.progress) };
    if (job.progress !== null && now.progress !== shown.progress) {
      yield { kind: 'progress', progress: job.progress };
    }
    if (now.state !== shown.state) yield { kind: 'state', job };
    shown = now;
    if (isOver(job.state)) return;
    await sleep(POLL_MS, undefined, { signal }).catch(() => undefined);
  }
}
