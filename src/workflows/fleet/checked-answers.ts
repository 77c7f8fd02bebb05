/** Answers that many people ask for at once, given again only while nothing was written since. */
export interface CheckedAnswers {
  /** `name` says all that the answer depends on besides what is written. */
  get<T>(name: string, read: () => Promise<T>): Promise<T>;
  forget(): void;
}

export interface AnswerSettings {
  /** Another text as soon as something was written; asked for by everybody, because a list is acted upon. */
  readonly mark: () => Promise<string>;
  readonly nowMs: () => number;
  /** So many answers are held; the oldest goes first. */
  readonly most: number;
}

/** Two writers may share a mark for a moment, so no answer is given for longer whatever its mark says. */
const LONGEST_MS = 2_000;

interface Held {
  readonly mark: string;
  readonly sinceMs: number;
  readonly answer: Promise<unknown>;
}

export function checkedAnswers({ mark, nowMs, most }: AnswerSettings): CheckedAnswers {
  const held = new Map<string, Held>();
  const hold = (name: string, fresh: Held): void => {
    held.delete(name);
    held.set(name, fresh);
    const [oldest] = held.keys();
    if (held.size > most && oldest !== undefined) held.delete(oldest);
    // What went wrong is nobody's answer but of those who waited for it.
    fresh.answer.catch(() => {
      if (held.get(name) === fresh) held.delete(name);
    });
  };
  return {
    get: async <T>(name: string, read: () => Promise<T>): Promise<T> => {
      const seen = await mark();
      const known = held.get(name);
      if (known !== undefined && known.mark === seen && nowMs() - known.sinceMs < LONGEST_MS) {
        return known.answer as Promise<T>;
      }
      const answer = read();
      hold(name, { mark: seen, sinceMs: nowMs(), answer });
      return answer;
    },
    forget: () => held.clear(),
  };
}
