import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { MetricQuery } from '#domain/change/declaration.ts';
import type { MetricFault, MetricReader, MetricSamples } from '#ports/metric-reader.ts';
import { readMetricFile, type FileSeries, type MetricFile } from './metric-file.ts';

/** Metrics from CSV files of the project. A file that has not changed is parsed once. */
export function createMetricFileReader(root: string): MetricReader {
  const parsed = new Map<string, { readonly stamp: string; readonly file: Promise<MetricFile> }>();
  const load = async (name: string): Promise<MetricFile> => {
    const path = resolve(root, name);
    const stamp = await stat(path).then(
      ({ mtimeMs, size }) => `${mtimeMs} ${size}`,
      () => 'none',
    );
    const known = parsed.get(path);
    if (known?.stamp === stamp) return known.file;
    const file = readMetricFile(path, name);
    parsed.set(path, { stamp, file });
    return file;
  };
  return {
    read: async ({ query }) => {
      const { file: name } = query.settings;
      if (query.source !== 'file' || name === undefined)
        return refused(`The source ${query.source} is not known here. Give \`file:\` with a CSV file.`);
      const file = await load(name);
      if ('problem' in file) return { fault: 'outage', detail: file.problem };
      return pick(file.series, query, name);
    },
  };
}

function pick(
  all: readonly FileSeries[],
  { settings }: MetricQuery,
  name: string,
): MetricSamples | MetricFault {
  const { metric, series, arm } = settings;
  const fits = all.filter(
    (each) =>
      // A file without a column of metrics has the one that it is about, whatever it is called here.
      (metric === undefined || each.metric === metric || !all.some((other) => other.metric === metric)) &&
      (series === undefined || each.series === series) &&
      (arm === undefined ? each.arm === 'release' : each.arm === arm),
  );
  const [only] = fits;
  if (only === undefined || fits.length > 1) {
    const known = all.map((each) =>
      [each.metric, each.series, each.arm].filter((part) => part !== '').join('/'),
    );
    return refused(
      `${fits.length === 0 ? 'No series' : `${fits.length} series`} of ${name} fit what is asked. It holds ${[...new Set(known)].slice(0, 12).join(', ')}. Name \`metric\`, \`series\` or \`arm\`.`,
    );
  }
  const kind = settings['kind'] === 'counter' ? 'counter' : only.isValue ? 'value' : 'amount';
  return {
    samples: only.samples,
    kind,
    resetsMs: [],
    settledToMs: null,
    query: Object.entries(settings)
      .map(([key, value]) => `${key}=${value}`)
      .join(' '),
    threshold: null,
    shares: null,
  };
}

const refused = (detail: string): MetricFault => ({ fault: 'refused', detail });
