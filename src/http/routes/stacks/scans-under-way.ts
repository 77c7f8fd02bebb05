import type { WorkQueue } from '#ports/work-queue.ts';
import { keyText } from '#workflows/fleet/fleet-view.ts';

const MOST = 500;

/** The jobs that scan or are about to, by stack. */
export async function scansUnderWay(queue: WorkQueue): Promise<ReadonlyMap<string, string>> {
  const { jobs } = await queue.list({
    states: ['waiting', 'running'],
    task: 'scan-stack',
    source: null,
    stack: null,
    limit: MOST,
    after: null,
  });
  return new Map(
    jobs.flatMap(({ id, source, stack }) =>
      source === null || stack === null ? [] : [[keyText({ source, stack }), id] as const],
    ),
  );
}
