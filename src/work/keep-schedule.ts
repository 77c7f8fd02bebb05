import {
  runSchedule,
  syncSources,
  watchStaleness,
  type ScheduleDependencies,
} from '#workflows/fleet/run-schedule.ts';
import { every } from './every.ts';

const LOOK_MS = 2_000;
const SYNC_MS = 15_000;
const STALE_MS = 60_000;

/** Hands in what is due and watches what was not read, for as long as it is let. Many may do so at once. */
export function keepSchedule(
  deps: ScheduleDependencies,
  report: (line: string) => void,
): { stop(): Promise<void> } {
  const due = every(
    LOOK_MS,
    async () => {
      // A long list is handed in at once, a page after the other.
      while ((await runSchedule(deps)) > 0);
    },
    report,
  );
  const sync = every(SYNC_MS, () => syncSources(deps), report);
  const stale = every(STALE_MS, () => watchStaleness(deps), report);
  return {
    stop: async () => {
      await Promise.all([due.stop(), sync.stop(), stale.stop()]);
    },
  };
}
