/** How one judge did over the runs of a cell at one size of effect. */
export interface Tally {
  readonly runs: number;
  readonly alarms: number;
  /** From the start of the watch to the alarm, in minutes, of the runs that alarmed; null without any. */
  readonly medianMinutes: number | null;
  /** Runs that ended neither REGRESSED nor CLEARED; null for judges that know no such end. */
  readonly inconclusive: number | null;
}

export const JUDGES = ['kedge', 'canary', 'naive'] as const;
export type Judge = (typeof JUDGES)[number];

export interface CellResult {
  readonly id: string;
  readonly what: string;
  /** What the runs depend on; a result of another grid is made again. */
  readonly key: string;
  readonly effects: readonly EffectResult[];
}

export interface EffectResult {
  readonly factor: number;
  readonly judges: Readonly<Record<Judge, Tally>>;
}

/** What one run ended with: minutes to the alarm, or how it ended without one. */
export type Ending = number | 'cleared' | 'inconclusive' | 'passed';

export class Counter {
  readonly #minutes: number[] = [];
  #runs = 0;
  #inconclusive = 0;
  #knowsInconclusive = true;

  add(ending: Ending): void {
    this.#runs += 1;
    if (typeof ending === 'number') this.#minutes.push(ending);
    if (ending === 'inconclusive') this.#inconclusive += 1;
    if (ending === 'passed') this.#knowsInconclusive = false;
  }

  tally(): Tally {
    const sorted = this.#minutes.toSorted((a, b) => a - b);
    return {
      runs: this.#runs,
      alarms: sorted.length,
      medianMinutes: sorted[sorted.length >> 1] ?? null,
      inconclusive: this.#knowsInconclusive ? this.#inconclusive : null,
    };
  }
}

/** Counters for every effect and judge of a cell. */
export function countersFor(effects: readonly number[]) {
  const all = effects.map((factor) => ({
    factor,
    judges: { kedge: new Counter(), canary: new Counter(), naive: new Counter() },
  }));
  return {
    add: (factor: number, judge: Judge, ending: Ending): void =>
      all.find((each) => each.factor === factor)?.judges[judge].add(ending),
    results: (): readonly EffectResult[] =>
      all.map(({ factor, judges }) => ({
        factor,
        judges: { kedge: judges.kedge.tally(), canary: judges.canary.tally(), naive: judges.naive.tally() },
      })),
  };
}
