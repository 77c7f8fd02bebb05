import {
  CloudWatchClient,
  GetMetricDataCommand,
  type GetMetricDataCommandOutput,
} from '@aws-sdk/client-cloudwatch';
import type { Readings, StepRange } from '#domain/release/data/measure.ts';
import { SLOW_SHARE, settled } from '#domain/release/slow-fraction.ts';
import type { MetricSource, SourceFault } from '#ports/metric-source.ts';
import { chain, pieces, plainReadings, rangeProblem } from '../steps.ts';
import { parseMetricName, type CloudWatchMetric } from './metric-name.ts';

export interface CloudWatchSettings {
  readonly name: string;
  readonly region: string;
  /** null: the region's own. */
  readonly endpoint: string | null;
}

/** A page of GetMetricData holds up to 100,800 values. */
const MOST_STEPS = 50_000;
/** Percentiles over longer than a day are not given at once. */
const LONGEST_PERIOD_MS = 86_400_000;

/**
 * Amazon CloudWatch by GetMetricData. Credentials are found as the AWS SDK finds them. There are no counters: amounts are
 * the statistic Sum or SampleCount. Where CloudWatch has no value for a step, there is none here either: whether that is
 * a zero only a declaration can say.
 */
export function cloudWatchSource(settings: CloudWatchSettings): MetricSource {
  const source = `CloudWatch ${settings.name}`;
  const client = new CloudWatchClient({
    region: settings.region,
    ...(settings.endpoint === null ? {} : { endpoint: settings.endpoint }),
    // Retries are the business of whoever asks, who counts them.
    maxAttempts: 1,
  });

  const piece = async (
    metric: CloudWatchMetric,
    statistic: string,
    range: StepRange,
    signal: AbortSignal,
  ) => {
    const points: { timeMs: number; value: number }[] = [];
    let token: string | undefined;
    do {
      const page = await answerOf(source, () =>
        client.send(command(metric, statistic, range, token), { abortSignal: signal }),
      );
      if ('fault' in page) return page;
      const result = page.MetricDataResults?.[0];
      const problem = incomplete(source, result?.StatusCode, page.NextToken !== undefined);
      if (problem !== null) return problem;
      (result?.Timestamps ?? []).forEach((time, i) => {
        points.push({ timeMs: time.getTime() + range.stepMs / 2, value: result?.Values?.[i] ?? Number.NaN });
      });
      token = page.NextToken;
    } while (token !== undefined);
    return plainReadings(points);
  };

  const overSteps = async (
    metric: CloudWatchMetric,
    statistic: string,
    range: StepRange,
    signal: AbortSignal,
  ): Promise<Readings | SourceFault> => {
    const problem = rangeProblem(range) ?? periodProblem(range.stepMs);
    if (problem !== null) return refused(`${source} was not asked. ${problem}`);
    const parts: Readings[] = [];
    for (const part of pieces(range, MOST_STEPS)) {
      const answer = await piece(metric, statistic, part, signal);
      if ('fault' in answer) return answer;
      parts.push(answer);
    }
    return chain(parts);
  };

  return {
    name: settings.name,
    counts: 'amount',
    measure: async ({ read, of }, range, signal) => {
      if (read === 'growth') {
        return refused(
          `${source} was not asked for ${JSON.stringify(of)}. It keeps no counters: read an amount with the statistic Sum.`,
        );
      }
      const metric = parseMetricName(of);
      if ('problem' in metric) return refused(`${source} was not asked. ${metric.problem}`);
      return overSteps(metric, metric.statistic ?? (read === 'amount' ? 'Sum' : 'Average'), range, signal);
    },
    slowThreshold: async (of, before, { tolerance, mustDetect }, signal) => {
      const metric = parseMetricName(of);
      if ('problem' in metric) return refused(`${source} was not asked. ${metric.problem}`);
      const day = { ...before, fromMs: Math.max(before.fromMs, before.toMs - LONGEST_PERIOD_MS) };
      const whole = { ...day, stepMs: day.toMs - day.fromMs };
      const p95 = await overSteps(metric, `p${100 * (1 - SLOW_SHARE)}`, whole, signal);
      if ('fault' in p95) return p95;
      const value = p95.value[0];
      if (value === undefined || !(value > 0)) {
        return { refusal: `${source} knows no 95th percentile of ${JSON.stringify(of)} for the day before.` };
      }
      // CloudWatch counts beyond any value, so the threshold needs no bucket bound.
      const bound = value * (1 + tolerance);
      const slow = await shareBeyond(metric, bound, whole, signal);
      if (typeof slow !== 'number') return slow;
      const slower = await shareBeyond(metric, bound / (1 + mustDetect), whole, signal);
      if (typeof slower !== 'number') return slower;
      return settled(bound, mustDetect, { baseline: slow, atMustDetect: slower, byGrowth: [] });
    },
    slowRequests: async (of, bound, range, signal) => {
      const metric = parseMetricName(of);
      if ('problem' in metric) return refused(`${source} was not asked. ${metric.problem}`);
      const slow = await overSteps(metric, `TC(${bound}:)`, range, signal);
      if ('fault' in slow) return slow;
      const all = await overSteps(metric, 'SampleCount', range, signal);
      return 'fault' in all ? all : { slow, all };
    },
  };

  async function shareBeyond(metric: CloudWatchMetric, bound: number, whole: StepRange, signal: AbortSignal) {
    const slow = await overSteps(metric, `TC(${bound}:)`, whole, signal);
    if ('fault' in slow) return slow;
    const all = await overSteps(metric, 'SampleCount', whole, signal);
    if ('fault' in all) return all;
    const requests = all.value[0] ?? 1;
    return Math.max(slow.value[0] ?? 0, 0.5) / requests;
  }
}

const refused = (detail: string): SourceFault => ({ fault: 'refused', detail });

const command = (
  { namespace, name, dimensions }: CloudWatchMetric,
  statistic: string,
  { fromMs, toMs, stepMs }: StepRange,
  token: string | undefined,
): GetMetricDataCommand =>
  new GetMetricDataCommand({
    MetricDataQueries: [
      {
        Id: 'm',
        ReturnData: true,
        MetricStat: {
          Metric: { Namespace: namespace, MetricName: name, Dimensions: [...dimensions] },
          Period: stepMs / 1000,
          Stat: statistic,
        },
      },
    ],
    StartTime: new Date(fromMs),
    EndTime: new Date(toMs),
    ScanBy: 'TimestampAscending',
    ...(token === undefined ? {} : { NextToken: token }),
  });

function periodProblem(stepMs: number): string | null {
  const seconds = stepMs / 1000;
  if (seconds % 60 === 0 || [1, 5, 10, 20, 30].includes(seconds)) return null;
  return `A step of ${seconds} s is none of CloudWatch's: it takes 1, 5, 10, 20, 30 s or whole minutes.`;
}

function incomplete(source: string, status: string | undefined, isMore: boolean): SourceFault | null {
  if (status === 'Forbidden') {
    return refused(`${source} does not let Kedge read this metric. It needs cloudwatch:GetMetricData.`);
  }
  if (status === 'InternalError' || (status === 'PartialData' && !isMore)) {
    return { fault: 'outage', detail: `${source} answered in part (${status}).`, retryAfterMs: null };
  }
  return null;
}

const REFUSALS =
  /^(?:AccessDenied|UnrecognizedClient|InvalidClientTokenId|SignatureDoesNotMatch|ExpiredToken|InvalidParameter|MissingRequiredParameter|ValidationError|CredentialsProviderError|AuthFailure|IncompleteSignature|MissingAuthenticationToken)/;

async function answerOf(
  source: string,
  ask: () => Promise<GetMetricDataCommandOutput>,
): Promise<GetMetricDataCommandOutput | SourceFault> {
  try {
    return await ask();
  } catch (error) {
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    if (REFUSALS.test(name)) return refused(`${source} refused (${name}): ${message.slice(0, 200)}`);
    return {
      fault: 'outage',
      detail: `${source} did not answer (${name}): ${message.slice(0, 200)}`,
      retryAfterMs: null,
    };
  }
}
