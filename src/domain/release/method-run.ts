/** How a metric was judged. */
export type Method = 'counts with a control' | 'ratios with a control' | 'before and after';

/** One look: the statistic alarms when it passes the bound. Both in the unit that the method's `unit` names. */
export interface LookPoint {
  /** Blocks since the start. */
  readonly blocks: number;
  readonly statistic: number;
  readonly bound: number;
}

/** What a method found in the blocks that there are, before it is asked whether the data allow a verdict. */
export interface MethodRun {
  readonly method: Method;
  readonly looks: readonly LookPoint[];
  /** Blocks that were judged, and blocks of the watch so far without a usable value. */
  readonly judged: number;
  readonly missing: number;
  readonly alarm: Alarm | null;
  /** Whether the end of the watch may say CLEARED, and why or why not in one sentence. */
  readonly clear: { readonly may: boolean; readonly why: string };
  /** Why an alarm only advises; null when it counts. */
  readonly advisory: string | null;
  /** Of the family's false-alarm rate, what these looks used up. */
  readonly alphaSpent: number;
  /** How much worse, at least and at most, as a factor (1 is unchanged); null where the method does not say. */
  readonly effect: { readonly atLeast: number | null; readonly atMost: number | null };
}

export interface Alarm {
  readonly blocks: number;
  readonly by: 'look' | 'fast path';
  readonly statistic: number;
  readonly bound: number;
}

/** A run that could not begin. */
export const noRun = (method: Method, why: string): MethodRun => ({
  method,
  looks: [],
  judged: 0,
  missing: 0,
  alarm: null,
  clear: { may: false, why },
  advisory: null,
  alphaSpent: 0,
  effect: { atLeast: null, atMost: null },
});

/** The first look that passes its bound. */
export function firstAlarm(looks: readonly LookPoint[]): Alarm | null {
  const found = looks.find(({ statistic, bound }) => statistic > bound);
  return found === undefined ? null : { ...found, by: 'look' };
}
