import type { Readings } from '#domain/release/data/measure.ts';
import { readMetricFile, type FileSeries } from '#platform/metric-file.ts';
import type { MetricSource, SourceFault } from '#ports/metric-source.ts';

export interface FileSettings {
  readonly name: string;
  /** Absolute. */
  readonly path: string;
}

/**
 * A CSV or JSON file, read anew at every question. `of` is `metric`, `metric/series`, with `@control` for the other arm
 * and `.den` for what it is counted out of: `errors/checkout@control.den`.
 */
export function fileSource({ name, path }: FileSettings): MetricSource {
  const source = `The file ${name}`;
  const find = async (
    of: string,
  ): Promise<{ readonly found: FileSeries; readonly part: 'num' | 'den' } | SourceFault> => {
    const file = await readMetricFile(path, path);
    // It may be about to be written: whoever asks again in a moment may find it.
    if ('problem' in file) return { fault: 'outage', detail: file.problem, retryAfterMs: null };
    const [, metric = '', series = '', arm = 'release', part = 'num'] =
      /^([^/@]+?)(?:\/([^@]+?))?(?:@(release|control))?(?:\.(num|den))?$/.exec(of.trim()) ?? [];
    const found = file.series.find(
      (each) => each.metric === metric && each.series === series && each.arm === arm,
    );
    if (found !== undefined) return { found, part: part === 'den' ? 'den' : 'num' };
    const known = file.series.map(
      (each) =>
        `${each.metric}${each.series === '' ? '' : `/${each.series}`}${each.arm === 'release' ? '' : '@control'}`,
    );
    return {
      fault: 'refused',
      detail: `${source} holds no ${JSON.stringify(of)}. It holds ${known.slice(0, 20).join(', ') || 'no series'}.`,
    };
  };
  return {
    name,
    counts: 'amount',
    measure: async ({ read, of }, { fromMs, toMs }) => {
      const searched = await find(of);
      if ('fault' in searched) return searched;
      if (read === 'growth') {
        return {
          fault: 'refused',
          detail: `${source} was not asked for ${JSON.stringify(of)} as growth. A file gives amounts and levels; kedge judge --kind reads counters from files.`,
        };
      }
      const { samples } = searched.found;
      return within(
        {
          timeMs: samples.timeMs,
          value: searched.part === 'den' ? samples.den : samples.num,
          receivedMs: samples.receivedMs,
          resetsMs: [],
          settledToMs: null,
        },
        fromMs,
        toMs,
      );
    },
    slowThreshold: (of) => Promise.resolve(noHistogram(source, of)),
    slowRequests: (of) => Promise.resolve(noHistogram(source, of)),
  };
}

const noHistogram = (source: string, of: string): SourceFault => ({
  fault: 'refused',
  detail: `${source} has no histogram ${JSON.stringify(of)}. Give slow and all requests as columns, and declare them as a share.`,
});

/** What lies in the range, and what has no time: it could be anybody's, and must not be forgotten. */
function within(readings: Readings, fromMs: number, toMs: number): Readings {
  const keep = [...readings.timeMs.keys()].filter((i) => {
    const time = readings.timeMs[i] ?? Number.NaN;
    return Number.isNaN(time) || (time >= fromMs && time < toMs);
  });
  const pick = (from: Float64Array): Float64Array => Float64Array.from(keep, (i) => from[i] ?? Number.NaN);
  return {
    ...readings,
    timeMs: pick(readings.timeMs),
    value: pick(readings.value),
    receivedMs: readings.receivedMs === null ? null : pick(readings.receivedMs),
  };
}
