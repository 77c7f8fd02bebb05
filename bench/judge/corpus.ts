import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cumulate, valueOver, type CumulatedSeries } from '#domain/release/block-series.ts';
import { calibrate } from '#domain/release/before-after/calibrate.ts';
import { fitBefore } from '#domain/release/before-after/fit.ts';
import { lookAt } from '#domain/release/before-after/look.ts';
import { placeboAt, type Placebo } from '#domain/release/before-after/placebo.ts';
import { detectableFactor } from '#domain/release/before-after/power.ts';
import { DAY_HOURS, DAY_MS, HOUR_MS, schemeFor, type Scheme } from '#domain/release/before-after/scheme.ts';
import { CALIBRATED_SHARE } from '#domain/release/spend-alpha.ts';
import { ALPHA, MUST_DETECT, START_HOURS, type CorpusDomain } from './grid.ts';
import { canaryCall, naiveCall } from './rivals.ts';
import { countersFor, type EffectResult, type Ending } from './tally.ts';

/** The half of the public set that the judge was made with. */
export const CORPUS_FOLDER =
  process.env['KEDGE_CORPUS'] ?? fileURLToPath(new URL('../../../shared/corpus', import.meta.url));

export const hasCorpus = (): boolean => existsSync(join(CORPUS_FOLDER, 'metrics/microsoft'));

interface Candidate {
  readonly series: CumulatedSeries;
  readonly start: number;
  readonly placebo: Placebo;
}

/** Every day of every series with 20 days before it and enough placebos, at each of the start hours. */
export function runCorpusDomain(
  domain: CorpusDomain,
  startHours = START_HOURS,
  dayTypes = true,
): readonly EffectResult[] {
  const scheme = { ...schemeFor(HOUR_MS), dayTypes };
  const all = domain.folders.flatMap(readFolder);
  const counters = countersFor(domain.effects);
  for (const hour of startHours) {
    const days = all.flatMap((series) => placeboDays(series, hour, scheme));
    for (const day of days.filter(({ start }) => start >= scheme.historyDays * DAY_HOURS)) {
      judgeDay(day, days, domain, scheme, counters);
    }
  }
  return counters.results();
}

function judgeDay(
  { series, start, placebo }: Candidate,
  days: readonly Candidate[],
  { worse, effects }: CorpusDomain,
  scheme: Scheme,
  counters: ReturnType<typeof countersFor>,
): void {
  const before = days.filter((day) => day.placebo.startMs + DAY_MS <= placebo.startMs);
  const calibration = calibrate(
    before.map((day) => day.placebo),
    CALIBRATED_SHARE * ALPHA,
  );
  const fit = fitBefore(series, start, scheme);
  if (!calibration.enough || fit === null) return;
  const alarmAt = Math.max(0, calibration.quantile * fit.scale);
  const looks = Array.from({ length: scheme.lastLook - scheme.firstLook + 1 }, (_, i) => {
    const look = lookAt(series, fit, start, scheme.firstLook + i, scheme);
    return worse === 'higher' ? look.bound : look.mirrored;
  });
  const own = before.filter((day) => day.series === series).map((day) => day.placebo);
  const maxima = own.map((day) => (worse === 'higher' ? day.worse : day.better) * day.scale);
  const detectable = detectableFactor(maxima, alarmAt) ?? Infinity;
  for (const factor of effects) {
    // A factor on the metric moves every bound by its logarithm.
    const found = looks.findIndex((bound) => bound + Math.log(factor) > alarmAt);
    const without: Ending = detectable <= 1 + MUST_DETECT ? 'cleared' : 'inconclusive';
    counters.add(factor, 'kedge', found < 0 ? without : (scheme.firstLook + found) * 60);
    const sides = sidesOf(series, start, worse === 'higher' ? factor : 1 / factor, worse);
    counters.add(factor, 'canary', minutes(canaryCall(sides, scheme.firstLook)));
    counters.add(factor, 'naive', minutes(naiveCall(sides, scheme.firstLook)));
  }
}

const minutes = (hours: number | null): Ending => (hours === null ? 'passed' : hours * 60);

function sidesOf(series: CumulatedSeries, start: number, factor: number, worse: CorpusDomain['worse']) {
  const sign = worse === 'higher' ? 1 : -1;
  const values = (from: number, times: number): Float64Array =>
    Float64Array.from(
      { length: DAY_HOURS },
      (_, i) => sign * times * valueOver(series, from + i, from + i + 1),
    );
  return { release: values(start, factor), baseline: values(start - DAY_HOURS, 1) };
}

function placeboDays(series: CumulatedSeries, hour: number, scheme: Scheme): readonly Candidate[] {
  const first = (((hour * HOUR_MS - series.startMs) % DAY_MS) + DAY_MS) % DAY_MS;
  const found: Candidate[] = [];
  for (let start = first / HOUR_MS; start + DAY_HOURS <= series.length; start += DAY_HOURS) {
    const placebo = placeboAt(series, start, scheme);
    if (placebo !== null) found.push({ series, start, placebo });
  }
  return found;
}

function readFolder(folder: string): readonly CumulatedSeries[] {
  const path = join(CORPUS_FOLDER, 'metrics/microsoft', folder);
  return readdirSync(path)
    .toSorted()
    .map((file) => readHours(join(path, file)));
}

/** By time stamp, never by line: the files hold repeated lines and gaps. The labels are not read. */
function readHours(file: string): CumulatedSeries {
  const values = new Map<number, number>();
  for (const line of readFileSync(file, 'utf8').trim().split(/\r?\n/).slice(1)) {
    const [time = '', value = ''] = line.replaceAll('"', '').split(',');
    const at = Date.parse(`${time.replace(' ', 'T').replace(/Z$/, '')}Z`);
    if (Number.isFinite(Number(value)) && value !== '' && !values.has(at)) values.set(at, Number(value));
  }
  const startMs = Math.min(...values.keys());
  const length = (Math.max(...values.keys()) - startMs) / HOUR_MS + 1;
  const num = Float64Array.from({ length }, (_, i) => values.get(startMs + i * HOUR_MS) ?? 0);
  const den = Float64Array.from({ length }, (_, i) => (values.has(startMs + i * HOUR_MS) ? 1 : 0));
  return cumulate({ startMs, blockMs: HOUR_MS, num, den });
}
