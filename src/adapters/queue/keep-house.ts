import { sql } from 'kysely';
import { forgetJobs } from '#store/job-store.ts';
import { rescues, type QueueParts } from './queue-parts.ts';
import { hurryLeftJobs } from './hurry-left-jobs.ts';
import { settleDead } from './settle-dead.ts';

const HURRY_MS = 1_000;
const SETTLE_MS = 5_000;
const VACUUM_MS = 60 * 60 * 1000;
const FORGET_MS = 10 * 60 * 1000;
/** How long jobs that are over are kept for whoever asks. */
const KEEP_MS = 7 * 24 * 60 * 60 * 1000;

/** What any worker does for all: what a dead one left is hurried, what nobody takes up any more ends, old jobs go. */
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
  const hurry = (): Promise<void> => hurryLeftJobs(database.db);
  const vacuum = (): Promise<unknown> => sql`vacuum (analyze)`.execute(database.db);
  const timers = [
    rescues(database)
      ? setInterval(() => void doing(hurry), HURRY_MS)
      : // Nobody else does it in an embedded database, and the queue writes its rows over all day.
        setInterval(() => void doing(vacuum), VACUUM_MS),
    setInterval(() => void doing(settle), SETTLE_MS),
    setInterval(() => void doing(forget), FORGET_MS),
  ];
  return { stop: () => timers.forEach(clearInterval) };
}
