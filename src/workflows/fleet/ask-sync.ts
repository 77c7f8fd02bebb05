import type { JobPriority, WorkQueue } from '#ports/work-queue.ts';

/** Asks for a sync of a source; one that waits already is hurried instead of doubled. */
export function askSync(
  source: string,
  asked: { readonly priority: JobPriority; readonly requestedBy: string },
  queue: Pick<WorkQueue, 'submit'>,
): Promise<{ readonly job: string; readonly existing: boolean }> {
  return queue.submit({
    task: 'sync-source',
    data: { source },
    ...asked,
    key: `sync ${source}`,
    once: `sync ${source}`,
    startAfter: null,
    source,
    stack: null,
  });
}
