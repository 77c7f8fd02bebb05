import { z } from 'zod';
import type { MetricSource, SourceFault } from '#ports/metric-source.ts';
import { askHttp, said } from '../answer-text.ts';
import { chain, pieces, plainReadings, rangeProblem } from '../steps.ts';

export interface DatadogSettings {
  readonly name: string;
  /** Such as https://api.datadoghq.com. */
  readonly url: string;
  /** Credentials; never in a message. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Datadog gives at most about 1,500 points a series and makes the steps longer beyond. */
const MOST_STEPS = 1_000;

const Answer = z.object({
  data: z.object({
    attributes: z.object({
      series: z.array(z.object({ query_index: z.number().optional() })).optional(),
      times: z.array(z.number()),
      values: z.array(z.array(z.number().nullable())),
    }),
  }),
  errors: z.string().optional(),
});

/**
 * Datadog's timeseries query (v2). Checked against its documented contract only: there is no Datadog to run here. `of`
 * is a metric query of one series, such as `sum:trace.http.request.hits{service:checkout}.as_count()`.
 */
export function datadogSource(settings: DatadogSettings): MetricSource {
  const source = `Datadog ${settings.name}`;
  return {
    name: settings.name,
    counts: 'amount',
    measure: async ({ read, of }, range, signal) => {
      if (read === 'growth') {
        return refused(
          `${source} was not asked for ${JSON.stringify(of)}. It keeps no counters: read an amount with .as_count().`,
        );
      }
      const problem = rangeProblem(range);
      if (problem !== null) return refused(`${source} was not asked. ${problem}`);
      const parts = [];
      for (const piece of pieces(range, MOST_STEPS)) {
        const answer = await askHttp(
          {
            url: new URL(`${settings.url.replace(/\/+$/, '')}/api/v2/query/timeseries`),
            method: 'POST',
            headers: { ...settings.headers, 'content-type': 'application/json' },
            body: JSON.stringify(question(of, piece)),
            source,
          },
          signal,
        );
        if ('fault' in answer) return answer;
        const body = Answer.safeParse(jsonOf(answer.text));
        if (answer.status !== 200 || !body.success) {
          return refused(
            `${source} could not answer ${JSON.stringify(of)} (status ${answer.status})${said(answer.text)}.`,
          );
        }
        if (body.data.errors !== undefined && body.data.errors !== '') {
          return {
            fault: 'outage',
            detail: `${source} answered in part: ${body.data.errors.slice(0, 200)}.`,
            retryAfterMs: null,
          };
        }
        const { times, values } = body.data.data.attributes;
        if (values.length > 1) {
          return refused(
            `${source} gives ${values.length} series for ${JSON.stringify(of)}, and one is judged. Sum or average them in the query.`,
          );
        }
        const stretched = wrongStep(times, piece.stepMs);
        if (stretched !== null)
          return refused(
            `${source} answered ${JSON.stringify(of)} in steps of ${stretched / 1000} s instead of ${piece.stepMs / 1000} s. Use longer blocks.`,
          );
        parts.push(
          plainReadings(
            times.map((time, i) => ({
              timeMs: time + piece.stepMs / 2,
              value: values[0]?.[i] ?? Number.NaN,
            })),
          ),
        );
      }
      return chain(parts);
    },
    slowThreshold: (of) => Promise.resolve(noHistogram(source, of)),
    slowRequests: (of) => Promise.resolve(noHistogram(source, of)),
  };
}

const refused = (detail: string): SourceFault => ({ fault: 'refused', detail });

const noHistogram = (source: string, of: string): SourceFault =>
  refused(
    `${source} was not asked for ${JSON.stringify(of)}. It gives no counts by duration: declare the latency as a level, such as p95:trace.http.request{service:checkout}.`,
  );

const question = (
  of: string,
  { fromMs, toMs, stepMs }: { readonly fromMs: number; readonly toMs: number; readonly stepMs: number },
) => ({
  data: {
    type: 'timeseries_request',
    attributes: {
      from: fromMs,
      to: toMs,
      interval: stepMs,
      formulas: [{ formula: 'a' }],
      queries: [{ data_source: 'metrics', name: 'a', query: of }],
    },
  },
});

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** The step that the times have; null when it is the one that was asked for. */
function wrongStep(times: readonly number[], stepMs: number): number | null {
  const [first, second] = times;
  if (first === undefined || second === undefined) return null;
  const found = second - first;
  return found % stepMs === 0 ? null : found;
}
