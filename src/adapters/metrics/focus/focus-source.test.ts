import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { focusSource } from './focus-source.ts';

const HOUR_MS = 3_600_000;
const DAY = Date.UTC(2026, 1, 28);
const HEAD =
  'BillingPeriodEnd,ChargePeriodStart,ChargePeriodEnd,EffectiveCost,BillingCurrency,ServiceName,Tags';
const SIGNAL = new AbortController().signal;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kedge-focus-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function measure(rows: readonly string[], of = 'ServiceName=ECS', now = Date.UTC(2026, 2, 20)) {
  const path = join(folder, 'costs.csv');
  await writeFile(path, [HEAD, ...rows].join('\n'));
  const source = focusSource({ name: 'bill', path, settleMs: 5 * 24 * HOUR_MS, now: () => new Date(now) });
  return source.measure(
    { read: 'amount', of },
    { fromMs: DAY, toMs: DAY + 4 * HOUR_MS, stepMs: HOUR_MS },
    SIGNAL,
  );
}

const charge = (
  from: number,
  to: number,
  cost: string,
  over: { end?: string; service?: string; tags?: string; currency?: string } = {},
): string =>
  [
    over.end ?? '2026-03-01T00:00:00Z',
    new Date(DAY + from * HOUR_MS).toISOString(),
    new Date(DAY + to * HOUR_MS).toISOString(),
    cost,
    over.currency ?? 'USD',
    over.service ?? 'ECS',
    over.tags ?? '"{""service"":""checkout""}"',
  ].join(',');

describe('a cost export', () => {
  it('spreads a charge over its period, and adds charges of one time', async () => {
    const readings = await measure([
      charge(0, 2, '4'),
      charge(1, 2, '1'),
      charge(0, 4, '8', { service: 'EC2' }),
    ]);
    expect(readings).toMatchObject({ value: Float64Array.from([2, 3, 0, 0]), settledToMs: null });
  });

  it('knows nothing beyond its end', async () => {
    const readings = await measure([charge(0, 2, '4')]);
    expect(readings).toMatchObject({ value: Float64Array.from([2, 2]) });
  });

  it('says from where on charges may still change', async () => {
    const rows = [charge(0, 1, '1'), charge(2, 3, '1', { end: '2026-04-01T00:00:00Z' })];
    expect(await measure(rows)).toMatchObject({ settledToMs: DAY + 2 * HOUR_MS });
    expect(await measure(rows, 'ServiceName=ECS', Date.UTC(2026, 3, 7))).toMatchObject({ settledToMs: null });
  });

  it('is asked by tag', async () => {
    const rows = [charge(0, 1, '1'), charge(0, 1, '5', { tags: '"{""service"":""search""}"' })];
    expect(await measure(rows, 'Tags.service=search')).toMatchObject({ value: Float64Array.from([5]) });
  });

  it.each([
    ['no charge fits', [charge(0, 1, '1')], 'ServiceName=Lambda', /no charge for "ServiceName=Lambda"/],
    [
      'currencies differ',
      [charge(0, 1, '1'), charge(1, 2, '1', { currency: 'EUR' })],
      'ServiceName=ECS',
      /USD and EUR/,
    ],
    ['a cost is no number', [charge(0, 1, 'free')], 'ServiceName=ECS', /line 2/],
    ['a column is unknown', [charge(0, 1, '1')], 'Servicename=ECS', /no column "Servicename"/],
  ])('refuses when %s', async (_, rows, of, why) => {
    expect(await measure(rows, of)).toMatchObject({
      fault: 'refused',
      detail: expect.stringMatching(why) as string,
    });
  });
});
