import { setTimeout as sleep } from 'node:timers/promises';
import type { MetricSource, SourceFault } from '#ports/metric-source.ts';

/** The waits between the attempts; a look that waited longer would be a late one. */
const WAITS_MS = [500, 2_000];
const LONGEST_WAIT_MS = 10_000;

/** Asks again, a few times and not for ever, while a source is out of reach. What it refuses is not asked again. */
export function retryingSource(
  source: MetricSource,
  pause: (ms: number, signal: AbortSignal) => Promise<void> = wait,
): MetricSource {
  const again = async <T extends object>(
    ask: () => Promise<T | SourceFault>,
    signal: AbortSignal,
  ): Promise<T | SourceFault> => {
    for (const waitMs of WAITS_MS) {
      const answer = await ask();
      if (!isOutage(answer) || signal.aborted) return answer;
      await pause(Math.min(answer.retryAfterMs ?? waitMs, LONGEST_WAIT_MS), signal);
    }
    const last = await ask();
    return isOutage(last) ? { ...last, detail: `${last.detail} Asked ${WAITS_MS.length + 1} times.` } : last;
  };
  return {
    name: source.name,
    counts: source.counts,
    measure: (measure, range, signal) => again(() => source.measure(measure, range, signal), signal),
    slowThreshold: (of, before, accepted, signal) =>
      again(() => source.slowThreshold(of, before, accepted, signal), signal),
    slowRequests: (of, seconds, range, signal) =>
      again(() => source.slowRequests(of, seconds, range, signal), signal),
  };
}

const isOutage = (answer: object): answer is Extract<SourceFault, { readonly fault: 'outage' }> =>
  'fault' in answer && answer.fault === 'outage';

const wait = (ms: number, signal: AbortSignal): Promise<void> =>
  sleep(ms, undefined, { signal }).catch(() => undefined);
