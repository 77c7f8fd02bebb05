import { z } from 'zod';
import { said, type HttpAnswer } from '../answer-text.ts';
import type { SourceFault } from '#ports/metric-source.ts';

const Point = z.tuple([z.number(), z.string()]);
/** Boundary rule, lower bound, upper bound, count. */
const NativeBucket = z.tuple([z.number(), z.string(), z.string(), z.string()]);
const NativeHistogram = z.object({
  count: z.string(),
  sum: z.string(),
  buckets: z.array(NativeBucket).optional(),
});

const Series = z.object({
  metric: z.record(z.string(), z.string()),
  value: Point.optional(),
  values: z.array(Point).optional(),
  histogram: z.tuple([z.number(), NativeHistogram]).optional(),
});

const Success = z.object({
  status: z.literal('success'),
  data: z.object({ resultType: z.enum(['matrix', 'vector']), result: z.array(Series) }),
  warnings: z.array(z.string()).optional(),
});
const Failure = z.object({ status: z.literal('error'), errorType: z.string(), error: z.string() });

export type PromSeries = z.infer<typeof Series>;
export type NativeBuckets = readonly z.infer<typeof NativeBucket>[];

/** The series of an answer, or what is wrong with it. */
export function readAnswer(
  { status, text }: HttpAnswer,
  source: string,
  query: string,
): readonly PromSeries[] | SourceFault {
  const body = json(text);
  const success = Success.safeParse(body);
  if (success.success) {
    const { warnings = [] } = success.data;
    // Behind a proxy of many stores a warning says that some of them did not answer: half a truth is none.
    if (warnings.length > 0) {
      return {
        fault: 'outage',
        detail: `${source} answered in part: ${warnings.join('; ').slice(0, 300)}.`,
        retryAfterMs: null,
      };
    }
    return success.data.data.result;
  }
  const failure = Failure.safeParse(body);
  if (failure.success) {
    const { errorType, error } = failure.data;
    const detail = `${source} could not answer ${JSON.stringify(query)} (${errorType}): ${error.slice(0, 300)}.`;
    const isOurs = errorType === 'bad_data' || errorType === 'execution';
    return isOurs ? { fault: 'refused', detail } : { fault: 'outage', detail, retryAfterMs: null };
  }
  return {
    fault: 'refused',
    detail: `${source} answered with status ${status} and something that is no answer of Prometheus${said(text)}. Check its address.`,
  };
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** `+Inf`, `-Inf` and `NaN` as Prometheus writes them. */
export function promNumber(text: string): number {
  if (text === '+Inf' || text === 'Inf') return Infinity;
  return text === '-Inf' ? -Infinity : Number(text);
}
