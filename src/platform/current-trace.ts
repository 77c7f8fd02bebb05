import { context, isSpanContextValid, trace } from '@opentelemetry/api';
import { traceParentText } from '#domain/fleet/trace-parent.ts';

/** What the work that asks belongs to, as W3C writes it; null: nothing is traced. */
export function currentTrace(): string | null {
  const span = trace.getSpanContext(context.active());
  if (span === undefined || !isSpanContextValid(span)) return null;
  return traceParentText({ traceId: span.traceId, spanId: span.spanId, flags: span.traceFlags });
}
