import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { testMemory } from '#test/databases.ts';
import { changeWorld } from './change-world.ts';
import { HOUR, metricsCsv, release, START, started } from './world-in.ts';

const ID = 'checkout-42';
vi.setConfig({ testTimeout: 300_000 });

type Row = readonly [time: string, metric: string, series: string, num: string, den: string];

/** Rewrites what the service under watch sends from the start of the watch on; the days before stay as they are. */
function spoiled(change: (row: Row, hour: number) => readonly Row[]): string {
  const [head = '', ...lines] = metricsCsv().trim().split('\n');
  const rows = lines.flatMap((line) => {
    const [time = '', metric = '', series = '', num = '', den = ''] = line.split(',');
    const hour = (Date.parse(time) - START) / HOUR;
    const row: Row = [time, metric, series, num, den];
    return series === 'checkout' && hour >= 1 ? change(row, hour) : [row];
  });
  return [head, ...rows.map((row) => row.join(','))].join('\n');
}

const at = (time: string, byMs: number): string => new Date(Date.parse(time) + byMs).toISOString();

const CASES: readonly (readonly [
  what: string,
  change: (row: Row, hour: number) => readonly Row[],
  said: RegExp,
])[] = [
  ['that ends', () => [], /stopped coming|No sample of the watch arrived/],
  [
    'that becomes NaN, infinite and negative',
    ([time, metric, series, num, den], hour) => {
      const value = hour < 3 ? 'NaN' : hour < 4 ? 'Inf' : hour < 5 ? '-5' : num;
      return [[time, metric, series, value, den]];
    },
    /not a number.*infinite.*negative|have no value/,
  ],
  [
    'that changes from cents to dollars on the way',
    ([time, metric, series, num, den], hour) => {
      const value = metric === 'cost_per_request' && hour > 12 ? String(Number(num) / 100) : num;
      return [[time, metric, series, value, den]];
    },
    /looks like another unit/,
  ],
  [
    'of a clock that is three hours ahead, so that its values lie in the future',
    ([time, metric, series, num, den]) => [[at(time, 3 * HOUR), metric, series, num, den]],
    /no value|stopped coming|No sample|late/,
  ],
  [
    'that comes twice with different values, out of order',
    ([time, metric, series, num, den], hour) =>
      hour > 6 && hour < 9
        ? [
            [time, metric, series, num, den],
            [at(time, -1800_000), metric, series, num, den],
            [time, metric, series, String(Number(num) + 1), den],
          ]
        : [[time, metric, series, num, den]],
    /same time, other value/,
  ],
];

it.each(CASES)(
  'a watch over data %s ends with a person and a sentence, never cleared',
  async (_what, change, said) => {
    const world = await changeWorld(await testMemory(), { metrics: metricsCsv(), nowMs: START + 60_000 });
    await started(world, release());
    await writeFile(join(world.folder, 'metrics.csv'), spoiled(change));
    const next = await world.drive(ID);
    const state = (await world.deps.memory.findChange(ID))?.state;
    expect(['holding', 'reverted']).toContain(state);
    expect(next.kind === 'person' ? next.why : '').toMatch(said);
  },
);

it('a million points of one service are summed to the same blocks, and cost no more memory than they take', async () => {
  const world = await changeWorld(await testMemory(), { metrics: metricsCsv(), nowMs: START + 60_000 });
  await started(world, release());
  const times = 340_000;
  const before = process.memoryUsage().rss;
  const rows = metricsCsv().trim().split('\n');
  const extra: string[] = [];
  // Of the first hour of the watch, in every metric: a value each ten milliseconds, none at the time of another.
  for (const metric of ['p95_latency', 'error_rate', 'cost_per_request']) {
    for (let i = 0; i < times; i += 1) {
      extra.push(`${new Date(START + HOUR + 10 * i + 7).toISOString()},${metric},checkout,1,100`);
    }
  }
  await writeFile(join(world.folder, 'metrics.csv'), [...rows, ...extra].join('\n'));
  await world.drive(ID, START + 2 * HOUR + 200_000);
  const [look] = await world.deps.memory.changeLooks(ID, 1, 1);
  expect(look?.metrics[0]?.release?.den[0]).toBeGreaterThan(times * 100);
  expect(process.memoryUsage().rss - before).toBeLessThan(1.5 * 2 ** 30);
});
