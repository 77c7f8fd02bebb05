/** Samples of one series of one arm, in columns: a million of them cost three arrays. */
export interface Samples {
  readonly timeMs: Float64Array;
  readonly num: Float64Array;
  /** 1 for a plain value. */
  readonly den: Float64Array;
  /** When the sample was received, where that is known. */
  readonly receivedMs: Float64Array | null;
}

/**
 * How samples add up:
 * - `amount`: num and den of the time since the sample before; summed per block.
 * - `value`: a plain value at a time; averaged per block.
 * - `counter`: totals since the process started, as Prometheus counts; their differences are summed.
 */
export type SampleKind = 'amount' | 'value' | 'counter';
