import type { Measure, Readings, StepRange } from '#domain/release/data/measure.ts';
import type { SlowThreshold, SlowTolerance } from '#domain/release/slow-fraction.ts';

/** Where metrics are read. It never throws: a source that does not answer is a value, and never a vote. */
export interface MetricSource {
  /** As kedge.yaml calls it. */
  readonly name: string;
  /** How it keeps what is counted: as totals that grow, or as amounts of each step. */
  readonly counts: 'growth' | 'amount';

  measure(measure: Measure, range: StepRange, signal: AbortSignal): Promise<Readings | SourceFault>;

  /**
   * From which duration on a request counts as slow, so that "p95 has not grown by more than the tolerance" becomes a
   * count of requests over requests.
   * @param of a histogram of durations in seconds, in the words of the source
   * @param before the time before the release
   */
  slowThreshold(
    of: string,
    before: StepRange,
    accepted: SlowTolerance,
    signal: AbortSignal,
  ): Promise<SlowThreshold | SourceFault>;

  /** Requests slower than the threshold, and all of them, in each step. */
  slowRequests(
    of: string,
    seconds: number,
    range: StepRange,
    signal: AbortSignal,
  ): Promise<{ readonly slow: Readings; readonly all: Readings } | SourceFault>;
}

/** Sentences for a person; redacted. */
export type SourceFault =
  /** It did not answer, or only in part: asking again may help. */
  | { readonly fault: 'outage'; readonly detail: string; readonly retryAfterMs: number | null }
  /** It answered that the question makes no sense, or may not be asked: only a person can help. */
  | { readonly fault: 'refused'; readonly detail: string };
