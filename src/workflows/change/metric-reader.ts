import { parseArmQuery } from '#domain/release/data/arm-query.ts';
import type { MetricReader } from '#ports/metric-reader.ts';
import { readArm, type FindSource } from '../read-arm.ts';

/** Declared metrics by their source: a file of the project by itself, everything else as kedge.yaml names it. */
export const createMetricReader = (files: MetricReader, find: FindSource): MetricReader => ({
  async read(request, signal) {
    const { query, range, slow } = request;
    if (query.settings['file'] !== undefined) return files.read(request, signal);
    const parsed = parseArmQuery(query.source, query.settings);
    if ('problem' in parsed) return { fault: 'refused', detail: `The metric ${parsed.problem}.` };
    const read = await readArm({ query: parsed, range, slow }, find, signal);
    return 'fault' in read ? { fault: read.fault, detail: read.detail } : read;
  },
});
