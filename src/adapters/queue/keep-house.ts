import { forgetJobs } from '#store/job-store.ts';
import type { QueueParts } from './queue-parts.ts';
import { settleDead } from './settle-dead.ts';

const SETTLE_MS = 5_000;
const FORGET_MS = 10 * 60 * 1000;
/** How long jobs that are over are kept for whoever asks. */
const KEEP_MS = 7 * 24 * 60 * 60 * 1000;

/** What any worker does for all: jobs that nobody takes up any more end, and old ones go. */
export function keepHouse(parts: QueueParts): { stop(): void } {
  const { database, clock, report } = parts;
  const doing = async (work: () => Promise<unknown>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      report(`queue: ${String(database.explain(error))}`);
    }
  };
  const settle = async (): Promise<void> => {
    for (const id of await settleDead(database.db, clock.now().toISOString())) {
      report(`queue: the job ${id} was given up`);
      await parts.announceJob({ id, source: null, stack: null });
    }
  };
  const forget = async (): Promise<void> => {
    await forgetJobs(database.db, new Date(clock.now().getTime() - KEEP_MS).toISOString());
  };
  const timers = [
    setInterval(() => void doing(settle), SETTLE_MS),
    setInterval(() => void doing(forget), FORGET_MS),
  ];
  return { stop: () => timers.forEach(clearInterval) };
}
