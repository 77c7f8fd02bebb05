import type { Caller } from '#domain/fleet/caller.ts';

export interface FoundSession {
  readonly caller: Caller;
  /** What the page sends with its writes. */
  readonly csrf: string;
  /** A new secret for the cookie; null: the old one stays. */
  readonly renewed: string | null;
}

/** Finds who is behind a secret. null: nobody, or nobody any more. */
export interface CallerFinder {
  ofSession(secret: string): Promise<FoundSession | null>;
  ofToken(secret: string): Promise<Caller | null>;
  /** The same caller as they are now, for an answer that lasts: it ends with signing out. */
  again(caller: Caller): Promise<Caller | null>;
}
