import type { ArmQuery, PlacedMeasure } from '#domain/release/data/arm-query.ts';
import { joinReadings, plainSamples } from '#domain/release/data/join-readings.ts';
import type { Readings, StepRange } from '#domain/release/data/measure.ts';
import type { SampleKind, Samples } from '#domain/release/data/sample.ts';
import type { SlowShares, SlowTolerance } from '#domain/release/slow-fraction.ts';
import type { MetricSource, SourceFault } from '#ports/metric-source.ts';

export interface ArmReading {
  readonly samples: Samples;
  readonly kind: SampleKind;
  /** In which steps a counter fell. */
  readonly resetsMs: readonly number[];
  /** What lies after it may still be corrected; null: everything is final. */
  readonly settledToMs: number | null;
  /** What was asked, as resolved: part of the evidence. */
  readonly query: string;
  /** From which duration on a request counted as slow, in the unit of the histogram; null for everything else. */
  readonly threshold: number | null;
  /** What was slow before, where the threshold was found; null: it was known, or there is none. */
  readonly shares: SlowShares | null;
}

export interface ArmRequest {
  readonly query: ArmQuery;
  readonly range: StepRange;
  /**
   * For a histogram: the threshold of an earlier look, which must not move, or what it is found from at the first one.
   */
  readonly slow: { readonly threshold: number } | ({ readonly before: StepRange } & SlowTolerance);
}

export type FindSource = (name: string) => Promise<MetricSource | null>;

/** Reads one arm of a metric. A fault is an outage or a refusal; nothing is thrown, and nothing is guessed. */
export async function readArm(
  { query, range, slow }: ArmRequest,
  find: FindSource,
  signal: AbortSignal,
): Promise<ArmReading | SourceFault> {
  switch (query.kind) {
    case 'share':
      return readShare(query, range, find, signal);
    case 'plain': {
      const value = await readMeasure(query.value, range, find, signal);
      if ('fault' in value) return value;
      const { readings, asked } = value;
      return {
        samples: plainSamples(readings),
        kind: 'value',
        resetsMs: readings.resetsMs,
        settledToMs: readings.settledToMs,
        query: asked,
        threshold: null,
        shares: null,
      };
    }
    case 'slow':
      return readSlow(query, range, slow, find, signal);
  }
}

async function readShare(
  { num, den, absentIsZero }: Extract<ArmQuery, { readonly kind: 'share' }>,
  range: StepRange,
  find: FindSource,
  signal: AbortSignal,
): Promise<ArmReading | SourceFault> {
  const above = await readMeasure(num, range, find, signal);
  if ('fault' in above) return above;
  const below = await readMeasure(den, range, find, signal);
  if ('fault' in below) return below;
  const joined = joinReadings(above.readings, below.readings, absentIsZero);
  return {
    ...joined,
    kind: 'amount',
    settledToMs: earliest(above.readings.settledToMs, below.readings.settledToMs),
    query: `${above.asked} / ${below.asked}${absentIsZero ? ' (absent: zero)' : ''}`,
    threshold: null,
    shares: null,
  };
}

async function readSlow(
  { source: name, histogram }: Extract<ArmQuery, { readonly kind: 'slow' }>,
  range: StepRange,
  slow: ArmRequest['slow'],
  find: FindSource,
  signal: AbortSignal,
): Promise<ArmReading | SourceFault> {
  const source = await find(name);
  if (source === null) return unknownSource(name);
  const threshold =
    'threshold' in slow
      ? { seconds: slow.threshold }
      : await source.slowThreshold(histogram, slow.before, slow, signal);
  if ('fault' in threshold) return threshold;
  if ('refusal' in threshold) return { fault: 'refused', detail: threshold.refusal };
  const requests = await source.slowRequests(histogram, threshold.seconds, range, signal);
  if ('fault' in requests) return requests;
  return {
    ...joinReadings(requests.slow, requests.all, false),
    kind: 'amount',
    settledToMs: null,
    query: `${name}: slower than ${threshold.seconds} of ${histogram}`,
    threshold: threshold.seconds,
    shares: 'shares' in threshold ? threshold.shares : null,
  };
}

async function readMeasure(
  { source: name, of, read }: PlacedMeasure,
  range: StepRange,
  find: FindSource,
  signal: AbortSignal,
): Promise<{ readonly readings: Readings; readonly asked: string } | SourceFault> {
  const source = await find(name);
  if (source === null) return unknownSource(name);
  const measure = { read: read ?? source.counts, of };
  const readings = await source.measure(measure, range, signal);
  return 'fault' in readings ? readings : { readings, asked: `${name}: ${measure.read} of ${of}` };
}

const unknownSource = (name: string): SourceFault => ({
  fault: 'refused',
  detail: `No metric source is called ${JSON.stringify(name)}. Add it to metric_sources in kedge.yaml, or name one that is there.`,
});

const earliest = (a: number | null, b: number | null): number | null =>
  a === null ? b : b === null ? a : Math.min(a, b);
