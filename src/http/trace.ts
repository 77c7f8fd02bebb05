import {
  context as contexts,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  TraceFlags,
  type Context,
} from '@opentelemetry/api';
import type { MiddlewareHandler } from 'hono';
import { parseTraceParent } from '#domain/fleet/trace-parent.ts';
import type { HttpEnv } from './env.ts';

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
    // Jobs that it asks for are linked to it.
    await contexts.with(trace.setSpan(contexts.active(), span), next);
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
  const parent = parseTraceParent(header);
  if (parent === null) return ROOT_CONTEXT;
  const { traceId, spanId, flags } = parent;
  const traceFlags = flags & TraceFlags.SAMPLED;
  return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags, isRemote: true });
}
