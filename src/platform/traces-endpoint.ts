/** The variable that OpenTelemetry names for it; null: no traces. */
export const tracesEndpoint = (env: Readonly<Record<string, string | undefined>>): string | null =>
  env['OTEL_EXPORTER_OTLP_ENDPOINT'] || null;
