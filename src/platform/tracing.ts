import { context, trace } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { defaultResource, resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  AlwaysOnSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { SpanContexts } from './span-contexts.ts';

/** Sends what is still waiting, and ends. */
export type StopTracing = () => Promise<void>;

/**
 * Sends traces to where OTEL_EXPORTER_OTLP_ENDPOINT says, for the whole process; without it nothing is made and nothing
 * sent. Loaded when it is wanted: nobody else pays for it.
 */
export function startTracing(
  endpoint: string,
  service: { readonly name: string; readonly version: string },
): StopTracing {
  const provider = new TracerProvider({
    resource: defaultResource().merge(
      resourceFromAttributes({ 'service.name': service.name, 'service.version': service.version }),
    ),
    sampler: new ParentBasedSampler({ root: new AlwaysOnSampler() }),
    spanProcessors: [
      new BatchSpanProcessor({
        exporter: new OTLPTraceExporter({ url: `${endpoint.replace(/\/+$/, '')}/v1/traces` }),
      }),
    ],
  });
  context.setGlobalContextManager(new SpanContexts());
  trace.setGlobalTracerProvider(provider);
  return () => provider.shutdown();
}
