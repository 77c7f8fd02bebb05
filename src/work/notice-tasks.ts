import { z } from 'zod';
import { JOB_PRIORITY, type WorkQueue } from '#ports/work-queue.ts';
import { deliverNotices, type DeliverParts } from '#workflows/deliver-notices.ts';
import { tendNotices, type TendParts } from '#workflows/tend-notices.ts';
import { every } from './every.ts';
import { defineTask, type Task } from './task.ts';

const DELIVER = 'deliver-notices';
const DUE_MS = 5_000;
const TEND_MS = 60_000;

export const noticeTasks = (parts: Omit<DeliverParts, 'signal'>): readonly Task[] => [
  defineTask({
    name: DELIVER,
    lane: 'light',
    data: z.object({}),
    run: async (_order, { signal }) => {
      const { delivered } = await deliverNotices({ ...parts, signal });
      return { kind: 'done', result: { delivered } };
    },
  }),
];

/** Has what waits be sent soon. One job sends all that is due, so one that waits is enough. */
export async function askForDelivery(queue: WorkQueue): Promise<void> {
  await queue.submit({
    task: DELIVER,
    data: {},
    priority: JOB_PRIORITY.hook,
    key: null,
    once: DELIVER,
    startAfter: null,
    requestedBy: 'notices',
    source: null,
    stack: null,
  });
}

/** Looks for what is due again and for what no scan does by itself, for as long as it is let. Many may do so at once. */
export function keepNotices(
  parts: TendParts & { readonly queue: WorkQueue },
  report: (line: string) => void,
): { stop(): Promise<void> } {
  const deliver = every(
    DUE_MS,
    async () => {
      const due = await parts.outbox.nextDue();
      if (due !== null && due <= parts.settings.now().toISOString()) await askForDelivery(parts.queue);
    },
    report,
  );
  const tend = every(TEND_MS, () => tendNotices(parts), report);
  return {
    stop: async () => {
      await Promise.all([deliver.stop(), tend.stop()]);
    },
  };
}
