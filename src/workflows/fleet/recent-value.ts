/** What was read a moment ago, for the many that ask the same at once. */
export interface RecentValue<T> {
  get(): Promise<T>;
  /** What was written here is seen by whoever asks next. */
  forget(): void;
}

export interface RecentSettings {
  /** Another text as soon as something was written that the value would show. */
  readonly mark: () => Promise<string>;
  readonly nowMs: () => number;
}

/** For so long nobody asks whether anything is other than before. */
const REST_MS = 500;
/** For so long an older value is still given while a new one is read. */
const PATIENCE_MS = 5_000;
/** Two writers may share a mark, so a value is read again after this whatever its mark says. */
const LONGEST_MS = 30_000;

interface Held<T> {
  readonly value: T;
  readonly mark: string;
  readonly readMs: number;
  readonly checkedMs: number;
  readonly era: number;
}

/** One reading at a time, however many ask. */
export function recentValue<T>(read: () => Promise<T>, { mark, nowMs }: RecentSettings): RecentValue<T> {
  let era = 0;
  let held: Held<T> | null = null;
  let flight: { readonly era: number; readonly value: Promise<T> } | null = null;

  const readAnew = async (own: number): Promise<T> => {
    const startMs = nowMs();
    const seen = await mark();
    if (held !== null && held.era === own && held.mark === seen && startMs - held.readMs < LONGEST_MS) {
      held = { ...held, checkedMs: startMs };
      return held.value;
    }
    const value = await read();
    if (own === era) held = { value, mark: seen, readMs: startMs, checkedMs: startMs, era: own };
    return value;
  };
  const refresh = (): Promise<T> => {
    if (flight !== null && flight.era === era) return flight.value;
    const started = { era, value: readAnew(era) };
    flight = started;
    const over = (): void => {
      if (flight === started) flight = null;
    };
    started.value.then(over, over);
    return started.value;
  };
  return {
    get: async () => {
      if (held === null || held.era !== era) return refresh();
      const ageMs = nowMs() - held.checkedMs;
      if (ageMs < REST_MS) return held.value;
      const fresh = refresh();
      if (ageMs >= PATIENCE_MS) return fresh;
      // Whoever asks after the patience is over hears what went wrong.
      fresh.catch(() => undefined);
      return held.value;
    },
    forget: () => {
      era += 1;
    },
  };
}
