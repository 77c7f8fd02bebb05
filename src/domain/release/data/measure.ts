/**
 * One number over time, as a declaration names it. `of` is in the words of its source: PromQL, a CloudWatch metric, a
 * column of a file.
 * - `growth`: a total since a process started; its growth in each step counts.
 * - `amount`: already what was counted or spent in each step.
 * - `level`: a value at a time, such as a latency or a number of machines.
 */
export interface Measure {
  readonly read: 'growth' | 'amount' | 'level';
  readonly of: string;
}

/** Stretches of equal length: step i covers `stepMs` from `fromMs + i * stepMs`. */
export interface StepRange {
  readonly fromMs: number;
  /** A whole number of steps after `fromMs`. */
  readonly toMs: number;
  readonly stepMs: number;
}

/** The values of a measure, as they came: in any order, with gaps, with values that are no numbers. */
export interface Readings {
  /** The middle of the step for growth and amounts, the instant for levels. */
  readonly timeMs: Float64Array;
  readonly value: Float64Array;
  /** When each value was received, where the source tells. */
  readonly receivedMs: Float64Array | null;
  /** The middle of each step in which a counter fell: what was lost there is not known. */
  readonly resetsMs: readonly number[];
  /** What lies after it may still be corrected, as costs are; null: everything is final. */
  readonly settledToMs: number | null;
}
