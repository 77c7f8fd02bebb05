import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { BlockSeries } from '#domain/release/block-series.ts';
import { DAY_BLOCKS, type Model } from './grid.ts';
import { randomFrom } from './random.ts';
import { latent, measure } from './simulate.ts';

/** Makes the files of examples/judge: simulated, and the same every time. */
const FOLDER = fileURLToPath(new URL('../../examples/judge/', import.meta.url));
const START_MS = Date.UTC(2026, 2, 2);

const CALM: Model = {
  traffic: 20,
  rate: null,
  rho: 0.5,
  noise: 0.06,
  common: 1,
  day: 0.3,
  dayLevel: 0.02,
  dispersion: 1,
  missing: 0,
  drift: 0,
  weekend: 0,
  spikes: 0,
};

const iso = (ms: number): string => new Date(ms).toISOString().replace(/:00\.000Z$/, 'Z');

function rows(
  series: BlockSeries,
  row: (time: string, num: number, den: number) => string,
): readonly string[] {
  return Array.from(series.num, (num, i) =>
    row(iso(series.startMs + i * series.blockMs), num, series.den[i] ?? 0),
  );
}

const armRow =
  (arm: string) =>
  (time: string, num: number, den: number): string =>
    `${time},${arm},${num},${den}`;

/** Errors of a release and of its control, 5 minutes each: half a day before, and a release that fails three times as often. */
function errors(): string {
  const random = randomFrom('examples/errors');
  const model = { ...CALM, rate: 0.002 };
  const blocks = DAY_BLOCKS;
  const truth = latent(model, random, blocks, START_MS);
  const release = measure(model, random, truth, START_MS, DAY_BLOCKS / 2, 3);
  const control = measure(model, random, truth, START_MS);
  return [
    'time,arm,errors,requests',
    ...rows(release, armRow('release')),
    ...rows(control, armRow('control')),
  ].join('\n');
}

/** Latency of four services by the hour over 31 days; nothing happens at the release. */
function latency(): string {
  const names = ['checkout', 'search', 'cart', 'login'];
  const lines = names.flatMap((name, k) => {
    const random = randomFrom(`examples/latency/${name}`);
    const fine = measure(CALM, random, latent(CALM, random, 31 * DAY_BLOCKS, START_MS), START_MS);
    return Array.from({ length: 31 * 24 }, (_, hour) => {
      const sum = fine.num.subarray(hour * 12, hour * 12 + 12).reduce((a, b) => a + b, 0);
      return `${iso(START_MS + hour * 3_600_000)},${name},${((sum / 12) * (1 + k / 4)).toFixed(1)}`;
    });
  });
  return ['time,series,value', ...lines].join('\n');
}

mkdirSync(FOLDER, { recursive: true });
writeFileSync(`${FOLDER}errors.csv`, `${errors()}\n`);
writeFileSync(`${FOLDER}latency.csv`, `${latency()}\n`);
