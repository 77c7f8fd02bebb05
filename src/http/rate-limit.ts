/** How much one asker may ask. */
export interface RateSettings {
  /** Of somebody who is known, by session or token. */
  readonly known: Rate;
  /** Of an address from which nobody known asks. */
  readonly unknown: Rate;
}

export interface Rate {
  readonly perSecond: number;
  /** At once, after a pause. */
  readonly burst: number;
}

export const DEFAULT_RATES: RateSettings = {
  known: { perSecond: 300, burst: 600 },
  unknown: { perSecond: 20, burst: 100 },
};

interface Bucket {
  readonly left: number;
  readonly at: number;
}

/** More are not remembered: who asks from many addresses must not fill the memory. */
const MOST_BUCKETS = 50_000;

/**
 * A token bucket for each key, in this process. How many seconds to wait; 0: go on. It guards the server, not a secret:
 * tries of passwords are counted in the database.
 */
export function createRateLimit({ perSecond, burst }: Rate): (key: string, nowMs: number) => number {
  const buckets = new Map<string, Bucket>();
  return (key, nowMs) => {
    const bucket = buckets.get(key) ?? { left: burst, at: nowMs };
    const left = Math.min(burst, bucket.left + (Math.max(0, nowMs - bucket.at) / 1000) * perSecond);
    const taken = left >= 1;
    // Behind the others: the first is the one that has been quiet the longest.
    buckets.delete(key);
    buckets.set(key, { left: taken ? left - 1 : left, at: nowMs });
    const [oldest] = buckets.keys();
    if (buckets.size > MOST_BUCKETS && oldest !== undefined) buckets.delete(oldest);
    return taken ? 0 : Math.ceil((1 - left) / perSecond);
  };
}
