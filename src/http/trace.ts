import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace, TraceFlags, type Context } from '@opentelemetry/api';
import type { MiddlewareHandler } from 'hono';
import type { HttpEnv } from './env.ts';

/** W3C trace context: version, trace, span and flags. */
const TRACEPARENT = /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})$/;

/** A span for each request, under that of whoever asks. Nothing is made of it unless traces are sent somewhere. */
export const tracedRequests = (): MiddlewareHandler<HttpEnv> => async (context, next) => {
  const tracer = trace.getTracer('kedge');
  const { method } = context.req;
  const span = tracer.startSpan(
    method,
    { kind: SpanKind.SERVER, attributes: { 'http.request.method': method } },
    parentOf(context.req.header('traceparent')),
  );
  try {
    await next();
    const route = context.get('route');
    // The pattern, never the path: that may hold what nobody should keep.
    if (route !== undefined) span.updateName(`${method} ${route}`).setAttribute('http.route', route);
    span.setAttributes({
      'http.response.status_code': context.res.status,
      'kedge.request': context.get('requestId'),
    });
    if (context.res.status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
  } finally {
    span.end();
  }
};

function parentOf(header: string | undefined): Context {
  const [, traceId, spanId, flags] = TRACEPARENT.exec(header ?? '') ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return ROOT_CONTEXT;
  const traceFlags = Number.parseInt(flags, 16) & TraceFlags.SAMPLED;
  return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags, isRemote: true });
}
