import type { Clock } from '#ports/clock.ts';
import type { Fleet } from '#ports/fleet.ts';
import type { HealthCheck } from '#ports/health-check.ts';

/** Workers say that they live every few seconds; a busy machine may be late. */
const SILENT_MS = 60_000;

/** Whether anybody does the work. */
export const workerCheck = (fleet: Fleet, clock: Clock): HealthCheck => ({
  name: 'worker',
  look: async () => {
    try {
      const since = new Date(clock.now().getTime() - SILENT_MS).toISOString();
      return (await fleet.workers(since)).length > 0 ? null : 'none has been heard of for a minute';
    } catch {
      return 'the database cannot be asked';
    }
  },
});
