import type { Measure, Readings, StepRange } from '#domain/release/data/measure.ts';
import { slowThreshold } from '#domain/release/slow-fraction.ts';
import { classicHistogram, type Bucket, type Histogram } from '#domain/stats/histogram.ts';
import type { MetricSource, SourceFault } from '#ports/metric-source.ts';
import { askHttp } from '../answer-text.ts';
import { chain, pieces, plainReadings, rangeProblem } from '../steps.ts';
import { promNumber, readAnswer, type NativeBuckets, type PromSeries } from './query-answer.ts';
import { boundMatcher, parseSelector, selectorText, type Selector } from './selector.ts';

export interface PrometheusSettings {
  readonly name: string;
  /** Up to what stands before `/api/v1`. */
  readonly url: string;
  /** Credentials; never in a message. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Prometheus answers at most 11,000 points of a series at once. */
const MOST_STEPS = 10_000;

/**
 * Prometheus, and what speaks its HTTP API. `of` is PromQL: for growth a selector of counters, for the rest an
 * expression that gives one series. Growth is `sum(increase(SELECTOR[step]))`, resets are asked for beside it, because
 * `increase` passes over them.
 */
export function prometheusSource(settings: PrometheusSettings): MetricSource {
  const source = `Prometheus ${settings.name}`;
  const ask = async (path: string, form: Readonly<Record<string, string>>, signal: AbortSignal) => {
    const question = {
      url: new URL(`${settings.url.replace(/\/+$/, '')}/api/v1/${path}`),
      method: 'POST',
      headers: { ...settings.headers, 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(form).toString(),
      source,
    } as const;
    const answer = await askHttp(question, signal);
    return 'fault' in answer ? answer : readAnswer(answer, source, form['query'] ?? '');
  };

  /** One series over the steps, evaluated at their end (`at` 1) or middle (`at` 0.5). */
  const overSteps = async (query: string, range: StepRange, at: number, signal: AbortSignal) => {
    const problem = rangeProblem(range);
    if (problem !== null) return refused(`${source} was not asked. ${problem}`);
    const parts: Readings[] = [];
    for (const piece of pieces(range, MOST_STEPS)) {
      const shift = at * piece.stepMs;
      const form = {
        query,
        start: seconds(piece.fromMs + shift),
        end: seconds(piece.toMs - piece.stepMs + shift),
        step: seconds(piece.stepMs),
      };
      const answer = await ask('query_range', form, signal);
      if ('fault' in answer) return answer;
      if (answer.length > 1) return refused(tooMany(source, query, answer.length));
      // The number belongs to the middle of its step.
      const back = shift - piece.stepMs / 2;
      const points = answer[0]?.values ?? [];
      parts.push(
        plainReadings(
          points.map(([time, value]) => ({
            timeMs: Math.round(time * 1000) - back,
            value: promNumber(value),
          })),
        ),
      );
    }
    return chain(parts);
  };

  const growth = async (selector: string, range: StepRange, signal: AbortSignal, function_ = 'increase') =>
    overSteps(`sum(${function_}(${selector}[${seconds(range.stepMs)}s]))`, range, 1, signal);

  const counted = async (selector: string, range: StepRange, signal: AbortSignal) => {
    const grown = await growth(selector, range, signal);
    if ('fault' in grown) return grown;
    const resets = await growth(selector, range, signal, 'resets');
    return 'fault' in resets
      ? resets
      : { ...grown, resetsMs: [...resets.timeMs].filter((_, i) => (resets.value[i] ?? 0) > 0) };
  };

  const histogramOf = async (of: Selector, before: StepRange, signal: AbortSignal) => {
    const window = `${seconds(before.toMs - before.fromMs)}s`;
    const time = seconds(before.toMs);
    const classic = `sum by (le) (increase(${selectorText(of, '_bucket')}[${window}]))`;
    const buckets = await ask('query', { query: classic, time }, signal);
    if ('fault' in buckets) return buckets;
    if (buckets.length > 0) return classicOf(buckets);
    const native = await ask(
      'query',
      { query: `sum(increase(${selectorText(of)}[${window}]))`, time },
      signal,
    );
    if ('fault' in native) return native;
    return nativeOf(native[0]?.histogram?.[1].buckets ?? []);
  };

  return {
    name: settings.name,
    counts: 'growth',
    measure: async ({ read, of }: Measure, range, signal) => {
      if (read !== 'growth') return overSteps(of, range, read === 'amount' ? 1 : 0.5, signal);
      const selector = parseSelector(of);
      if (selector === null) return refused(noSelector(source, of, 'Growth is read of counters'));
      return counted(selectorText(selector), range, signal);
    },
    slowThreshold: async (of, before, accepted, signal) => {
      const selector = parseSelector(of);
      if (selector === null) return refused(noSelector(source, of, 'A p95 is read of a histogram'));
      const histogram = await histogramOf(selector, before, signal);
      return 'fault' in histogram ? histogram : slowThreshold(histogram, accepted);
    },
    slowRequests: async (of, bound, range, signal) => {
      const selector = parseSelector(of);
      if (selector === null) return refused(noSelector(source, of, 'A p95 is read of a histogram'));
      const all = await counted(selectorText(selector, '_count'), range, signal);
      if ('fault' in all) return all;
      if (all.timeMs.length === 0) return nativeSlow(selector, bound, range, signal);
      const fast = await growth(selectorText(selector, '_bucket', boundMatcher(bound)), range, signal);
      return 'fault' in fast ? fast : { slow: difference(all, fast), all };
    },
  };

  async function nativeSlow(selector: Selector, bound: number, range: StepRange, signal: AbortSignal) {
    const grown = `sum(increase(${selectorText(selector)}[${seconds(range.stepMs)}s]))`;
    const all = await overSteps(`histogram_count(${grown})`, range, 1, signal);
    if ('fault' in all) return all;
    const query = `histogram_fraction(${bound}, +Inf, ${grown}) * histogram_count(${grown})`;
    const slow = await overSteps(query, range, 1, signal);
    return 'fault' in slow ? slow : { slow, all };
  }
}

const seconds = (ms: number): string => String(ms / 1000);

const refused = (detail: string): SourceFault => ({ fault: 'refused', detail });

const tooMany = (source: string, query: string, count: number): string =>
  `${source} gives ${count} series for ${JSON.stringify(query)}, and one is judged. Sum or average them in the query.`;

const noSelector = (source: string, of: string, what: string): string =>
  `${source} was not asked for ${JSON.stringify(of)}. ${what}: give a name with matchers, such as http_requests_total{service="checkout"}, without functions and ranges.`;

function classicOf(buckets: readonly PromSeries[]): Histogram {
  return classicHistogram(
    buckets.map(({ metric, value }) => ({
      upper: promNumber(metric['le'] ?? ''),
      total: promNumber(value?.[1] ?? '0'),
    })),
  );
}

const nativeOf = (buckets: NativeBuckets): Histogram => ({
  spread: 'exponential',
  buckets: withEmptyBuckets(
    buckets.map(([, lower, upper, count]) => ({
      lower: promNumber(lower),
      upper: promNumber(upper),
      count: promNumber(count),
    })),
  ),
});

/** So many more than any schema has between a millisecond and an hour. */
const MOST_EMPTY = 6_000;
/** Bounds are there to so many times the last one that holds something: what becomes slower lands there. */
const BEYOND = 10;

/** Prometheus leaves out those that hold nothing, and the bound from which a request is slow may be one of theirs. */
function withEmptyBuckets(filled: readonly Bucket[]): readonly Bucket[] {
  const all: Bucket[] = [];
  for (const [i, bucket] of filled.entries()) {
    all.push(bucket);
    const factor = bucket.upper / bucket.lower;
    if (!(bucket.lower > 0) || !(factor > 1)) continue;
    const next = filled[i + 1];
    const end = next?.lower ?? bucket.upper * BEYOND;
    let { upper: lower } = bucket;
    // The last bound before the next bucket is its own, up to how numbers are rounded.
    for (let n = 0; n < MOST_EMPTY && lower * Math.sqrt(factor) < end; n += 1) {
      const upper = lower * factor * Math.sqrt(factor) < end ? lower * factor : end;
      all.push({ lower, upper, count: 0 });
      lower = upper;
    }
  }
  return all;
}

/** Requests beyond the bound: all of them without those up to it, where both are known. */
function difference(all: Readings, fast: Readings): Readings {
  const below = new Map([...fast.timeMs].map((time, i) => [time, fast.value[i] ?? Number.NaN]));
  const value = all.value.map((total, i) => {
    const under = below.get(all.timeMs[i] ?? Number.NaN);
    // `increase` extrapolates each series to the ends of the step; the sum can miss by less than a request.
    return under === undefined ? Number.NaN : Math.max(0, total - under);
  });
  return { ...all, value, resetsMs: [] };
}
