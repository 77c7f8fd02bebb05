import type { ChangeReads } from '#ports/change-reads.ts';
import { JOB_PRIORITY, type WorkQueue } from '#ports/work-queue.ts';
import { changeKey, submitDrive, submitSettle } from './change-jobs.ts';

export interface KeepChangesDependencies {
  readonly reads: Pick<ChangeReads, 'toDrive' | 'toSettle' | 'workOn'>;
  readonly queue: Pick<WorkQueue, 'submit'>;
  /** The time that changes tell. */
  readonly now: () => Date;
}

/**
 * Sees that every change which moves by itself has its job, and that one which somebody moved behind the server's back,
 * with the command line on the same database, does not sleep on until its next look.
 * @param seen how each stood the last time that this process looked
 */
export async function keepChanges(
  { reads, queue, now }: KeepChangesDependencies,
  seen: Map<string, string>,
): Promise<number> {
  const live = await reads.toDrive();
  const names = live.map(({ source, id }) => ({ source, change: id }));
  const work = await reads.workOn(names.map(changeKey));
  const marks = new Map<string, string>();
  let submitted = 0;
  for (const [i, name] of names.entries()) {
    const key = changeKey(name);
    const mark = live[i]?.mark ?? '';
    marks.set(key, mark);
    const before = seen.get(key);
    const moved = before !== undefined && before !== mark;
    if (work.has(key) && !moved) continue;
    await submitDrive(name, { priority: JOB_PRIORITY.schedule, requestedBy: 'schedule' }, queue);
    submitted += 1;
  }
  for (const { source, id } of await reads.toSettle(now().toISOString())) {
    const { existing } = await submitSettle({ source, change: id }, queue);
    submitted += existing ? 0 : 1;
  }
  seen.clear();
  for (const [key, mark] of marks) seen.set(key, mark);
  return submitted;
}
