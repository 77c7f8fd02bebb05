/** What tries to sign in are counted by. */
export type TriesOf = 'account and address' | 'account' | 'address';

/**
 * How many tries within the window. The pair is what a person meets who mistypes; the account's is wide, so that a stranger
 * elsewhere cannot easily keep somebody out; the address' is for one who tries many accounts.
 */
export const MOST_TRIES: Readonly<Record<TriesOf, number>> = {
  'account and address': 6,
  account: 60,
  address: 60,
};

export const TRIES_WINDOW_MS = 15 * 60_000;

export interface Tries {
  readonly of: TriesOf;
  /** With this one. */
  readonly count: number;
  readonly since: string;
}

/** How many seconds to wait before the next try; 0: this one may be made. */
export const waitForTries = (tries: readonly Tries[], now: string): number =>
  Math.max(
    0,
    ...tries
      .filter(({ of, count }) => count > MOST_TRIES[of])
      .map(({ since }) =>
        Math.max(1, Math.ceil((Date.parse(since) + TRIES_WINDOW_MS - Date.parse(now)) / 1000)),
      ),
  );
