/** How many scans an account bears. */
export interface RateLimit {
  /** How many may start at once after a quiet time. */
  readonly burst: number;
  /** How many come back each minute. */
  readonly perMinute: number;
}

/** What is left of a limit. */
export interface RateBucket {
  readonly tokens: number;
  readonly atMs: number;
}

export type RateTaken = { readonly taken: true } | { readonly taken: false; readonly waitMs: number };

/** What sums of fractions are off by. */
const NOTHING = 1e-6;

/** One token of a bucket, or how long to wait for it. A clock that was set back gives nothing and takes nothing. */
export function takeToken(
  bucket: RateBucket | null,
  { burst, perMinute }: RateLimit,
  nowMs: number,
): { readonly bucket: RateBucket; readonly answer: RateTaken } {
  const perMs = perMinute / 60_000;
  const before = bucket ?? { tokens: burst, atMs: nowMs };
  const atMs = Math.max(nowMs, before.atMs);
  const tokens = Math.min(burst, before.tokens + (atMs - before.atMs) * perMs);
  if (tokens >= 1 - NOTHING)
    return { bucket: { tokens: Math.max(0, tokens - 1), atMs }, answer: { taken: true } };
  return {
    bucket: { tokens, atMs },
    answer: { taken: false, waitMs: Math.ceil((1 - tokens) / perMs - NOTHING) },
  };
}
