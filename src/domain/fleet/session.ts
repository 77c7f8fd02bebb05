/** How somebody signed in. */
export const SIGN_IN_WAYS = ['password', 'link', 'provider'] as const;

export type SignInWay = (typeof SIGN_IN_WAYS)[number];

/** A browser that is signed in. Its secret is with the browser; here is only what the secret hashes to. */
export interface Session {
  readonly id: string;
  readonly person: string;
  readonly way: SignInWay;
  readonly digest: string;
  /** The one before: requests that were under way when it was renewed still carry it. */
  readonly previousDigest: string | null;
  /** What a page sends with its writes. The cookie is worth nothing without it, and it is worth nothing alone. */
  readonly csrf: string;
  readonly createdAt: string;
  readonly seenAt: string;
  readonly renewedAt: string;
}

export interface SessionLimits {
  /** Without a request. */
  readonly idleMs: number;
  /** From signing in, whatever happens. */
  readonly absoluteMs: number;
  /** The secret of the cookie is renewed after this. */
  readonly renewMs: number;
  /** The one before stays valid so long. */
  readonly graceMs: number;
}

const MINUTE_MS = 60_000;

export const SESSION_LIMITS: SessionLimits = {
  idleMs: 12 * 60 * MINUTE_MS,
  absoluteMs: 7 * 24 * 60 * MINUTE_MS,
  renewMs: 15 * MINUTE_MS,
  graceMs: 2 * MINUTE_MS,
};

/**
 * `stolen`: a secret that was renewed long ago comes again, so two hold the session, and nobody knows which of them is the
 * person.
 */
export type SessionState = 'valid' | 'to be renewed' | 'ended' | 'stolen';

export function sessionState(
  { createdAt, seenAt, renewedAt, digest }: Session,
  presented: string,
  now: string,
  { idleMs, absoluteMs, renewMs, graceMs }: SessionLimits,
): SessionState {
  const since = (instant: string): number => Date.parse(now) - Date.parse(instant);
  if (since(createdAt) >= absoluteMs || since(seenAt) >= idleMs) return 'ended';
  if (presented !== digest) return since(renewedAt) < graceMs ? 'valid' : 'stolen';
  return since(renewedAt) >= renewMs ? 'to be renewed' : 'valid';
}
