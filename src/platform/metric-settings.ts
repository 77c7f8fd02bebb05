import { resolve } from 'node:path';
import { parseDuration } from '#domain/policy/duration.ts';
import type { MetricSources } from './metric-schema.ts';

/** As settled: paths absolute, durations in milliseconds. */
export type MetricSourceSettings =
  | Exclude<MetricSources[string], { readonly kind: 'file' | 'focus' }>
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'focus'; readonly path: string; readonly settleMs: number };

const SETTLES_AFTER_MS = 120 * 3_600_000;

export function settleMetricSources(
  written: MetricSources,
  root: string,
): Readonly<Record<string, MetricSourceSettings>> {
  return Object.fromEntries(Object.entries(written).map(([name, source]) => [name, settleOne(source, root)]));
}

function settleOne(source: MetricSources[string], root: string): MetricSourceSettings {
  if (source.kind === 'file') return { kind: 'file', path: resolve(root, source.path) };
  if (source.kind !== 'focus') return source;
  const after =
    source.settles_after === undefined ? { ms: SETTLES_AFTER_MS } : parseDuration(source.settles_after);
  return {
    kind: 'focus',
    path: resolve(root, source.path),
    settleMs: 'ms' in after ? after.ms : SETTLES_AFTER_MS,
  };
}
