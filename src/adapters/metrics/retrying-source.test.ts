import { expect, it } from 'vitest';
import type { Readings } from '#domain/release/data/measure.ts';
import type { MetricSource, SourceFault } from '#ports/metric-source.ts';
import { retryingSource } from './retrying-source.ts';

const READINGS: Readings = {
  timeMs: new Float64Array(),
  value: new Float64Array(),
  receivedMs: null,
  resetsMs: [],
  settledToMs: null,
};
const RANGE = { fromMs: 0, toMs: 60_000, stepMs: 60_000 };

/** Gives one answer after the other, the last for ever. */
function answering(answers: readonly (Readings | SourceFault)[]) {
  const waits: number[] = [];
  let asked = 0;
  const answer = () => Promise.resolve(answers[Math.min(asked++, answers.length - 1)] ?? READINGS);
  const source: MetricSource = {
    name: 'x',
    counts: 'amount',
    measure: answer,
    slowThreshold: () => Promise.resolve({ refusal: '' }),
    slowRequests: () => Promise.resolve({ slow: READINGS, all: READINGS }),
  };
  const pause = (ms: number): Promise<void> => (waits.push(ms), Promise.resolve());
  const ask = () =>
    retryingSource(source, pause).measure({ read: 'amount', of: 'a' }, RANGE, new AbortController().signal);
  return { ask, waits, asked: () => asked };
}

const outage = (retryAfterMs: number | null): SourceFault => ({
  fault: 'outage',
  detail: 'It is down.',
  retryAfterMs,
});

it('an outage that passes is not seen', async () => {
  const { ask, waits } = answering([outage(null), READINGS]);
  expect(await ask()).toBe(READINGS);
  expect(waits).toEqual([500]);
});

it('an outage that stays is told after three attempts, never more', async () => {
  const { ask, asked } = answering([outage(null)]);
  expect(await ask()).toEqual({ fault: 'outage', detail: 'It is down. Asked 3 times.', retryAfterMs: null });
  expect(asked()).toBe(3);
});

it('a source that says when to come again is waited for, within bounds', async () => {
  const { ask, waits } = answering([outage(3_000), outage(3_600_000), READINGS]);
  await ask();
  expect(waits).toEqual([3_000, 10_000]);
});

it('a refusal is not asked again', async () => {
  const { ask, asked } = answering([{ fault: 'refused', detail: 'No.' }]);
  await ask();
  expect(asked()).toBe(1);
});
