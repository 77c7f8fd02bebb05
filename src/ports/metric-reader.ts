import type { MetricQuery } from '#domain/change/declaration.ts';
import type { SlowShares, SlowTolerance } from '#domain/release/slow-fraction.ts';
import type { SampleKind, Samples } from '#domain/release/data/sample.ts';

/** Reads one arm of a declared metric. It never throws: a source that does not answer is a value, and never a vote. */
export interface MetricReader {
  read(request: MetricRequest, signal: AbortSignal): Promise<MetricSamples | MetricFault>;
}

export interface MetricRequest {
  readonly query: MetricQuery;
  readonly range: MetricRange;
  /** For a histogram: from which duration on a request is slow, or what that is found from at the first reading. */
  readonly slow: { readonly threshold: number } | ({ readonly before: MetricRange } & SlowTolerance);
}

/** Samples from `fromMs` to before `toMs` are asked for; more may come. */
export interface MetricRange {
  readonly fromMs: number;
  readonly toMs: number;
  readonly stepMs: number;
}

export interface MetricSamples {
  readonly samples: Samples;
  readonly kind: SampleKind;
  /** Where the source saw a counter fall. */
  readonly resetsMs: readonly number[];
  /** What lies after it may still be corrected, as costs are; null: everything is final. */
  readonly settledToMs: number | null;
  /** The resolved question, for the record. */
  readonly query: string;
  /** Of a histogram; null for everything else. */
  readonly threshold: number | null;
  /** What was slow before, where the threshold was found; null for everything else. */
  readonly shares: SlowShares | null;
}

export interface MetricFault {
  /** `outage`: asking again may help. `refused`: only a person can. */
  readonly fault: 'outage' | 'refused';
  /** A sentence; redacted. */
  readonly detail: string;
}
