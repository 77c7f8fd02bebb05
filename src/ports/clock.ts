export interface Clock {
  now(): Date;
}

/** A clock that can also be waited for; the demo's runs faster than the world's. */
export interface PacedClock extends Clock {
  /** Resolves when so much of its time has passed, or at once when it is aborted. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
}
