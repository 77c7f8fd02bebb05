import { describe, expect, it } from 'vitest';
import { DEFAULT_SCHEDULE, type FleetStack, type StackSchedule } from './fleet-stack.ts';
import { delayOf, nextSlot, slotsBetween } from './schedule.ts';
import { staleSince } from './staleness.ts';

const at = (text: string): number => Date.parse(text);
const iso = (ms: number | undefined): string | null => (ms === undefined ? null : new Date(ms).toISOString());
const hourly: StackSchedule = { cron: '0 * * * *', timeZone: 'UTC', jitterMs: 0, staleAfter: 3 };

describe('a schedule', () => {
  it('gives the first slot after an instant, never the instant itself', () => {
    expect(iso(nextSlot(hourly, 'a', at('2026-03-01T12:00:00Z'))?.startMs)).toBe('2026-03-01T13:00:00.000Z');
    expect(iso(nextSlot(hourly, 'a', at('2026-03-01T12:59:59.999Z'))?.startMs)).toBe(
      '2026-03-01T13:00:00.000Z',
    );
  });

  it('follows its time zone over the change to summer time', () => {
    const berlin = { ...hourly, cron: '30 6 * * *', timeZone: 'Europe/Berlin' };
    expect(iso(nextSlot(berlin, 'a', at('2026-03-28T06:00:00Z'))?.slotMs)).toBe('2026-03-29T04:30:00.000Z');
    expect(iso(nextSlot(berlin, 'a', at('2026-03-27T06:00:00Z'))?.slotMs)).toBe('2026-03-28T05:30:00.000Z');
  });

  it('starts each stack at its own fixed time within the jitter, and no slot twice or never', () => {
    const jittered = { ...hourly, jitterMs: 600_000 };
    const starts: number[] = [];
    for (let now = at('2026-03-01T00:00:00Z'); starts.length < 24;) {
      const slot = nextSlot(jittered, 'shop/net', now);
      if (slot === null) throw new Error('hourly has slots');
      starts.push(slot.startMs);
      now = slot.startMs;
    }
    const delay = delayOf('shop/net', 600_000);
    expect(starts.map((start) => (start - delay - at('2026-03-01T00:00:00Z')) / 3_600_000)).toEqual(
      Array.from({ length: 24 }, (_, index) => index + (delay === 0 ? 1 : 0)),
    );
  });

  it('spreads a fleet over the jitter', () => {
    const tenths = Array.from({ length: 10 }, () => 0);
    for (let index = 0; index < 1000; index += 1) {
      const tenth = Math.floor(delayOf(`shop/stack-${index}`, 1000) / 100);
      tenths[tenth] = (tenths[tenth] ?? 0) + 1;
    }
    expect(Math.min(...tenths)).toBeGreaterThan(60);
    expect(Math.max(...tenths)).toBeLessThan(140);
  });

  it('gives nothing when it cannot be read', () => {
    expect(nextSlot({ ...hourly, cron: 'every day' }, 'a', 0)).toBeNull();
    expect(nextSlot({ ...hourly, timeZone: 'Nowhere/Here' }, 'a', 0)).toBeNull();
  });

  it('counts the slots of a time, its end included', () => {
    const from = at('2026-03-01T12:00:00Z');
    expect(slotsBetween(hourly, from, at('2026-03-01T15:00:00Z'), 100).count).toBe(3);
    expect(slotsBetween(hourly, from, at('2026-03-01T14:59:00Z'), 100).count).toBe(2);
    expect(slotsBetween(hourly, from, at('2027-03-01T00:00:00Z'), 5).count).toBe(5);
  });
});

describe('a stack', () => {
  const stack: FleetStack = {
    stack: 'net',
    source: 'shop',
    path: 'net',
    owner: null,
    team: null,
    channel: null,
    account: null,
    schedule: hourly,
    addedAt: '2026-03-01T12:00:00.000Z',
    goneSince: null,
    nextRunAt: null,
    lastTriedAt: null,
    lastGoodAt: null,
    lastDurationMs: null,
    staleSince: null,
  };

  it('is stale when its third slot without a good scan is past, with time for a scan that still runs', () => {
    expect(staleSince(stack, at('2026-03-01T15:14:59Z'))).toBeNull();
    expect(staleSince(stack, at('2026-03-01T15:15:00Z'))).toBe('2026-03-01T15:15:00.000Z');
    expect(
      staleSince({ ...stack, lastGoodAt: '2026-03-01T12:00:01.000Z' }, at('2026-03-01T15:15:00Z')),
    ).not.toBeNull();
    expect(
      staleSince({ ...stack, lastGoodAt: '2026-03-01T13:00:01.000Z' }, at('2026-03-01T15:30:00Z')),
    ).toBeNull();
  });

  it('counts the jitter of its schedule in', () => {
    const jittered = { ...stack, schedule: { ...hourly, jitterMs: 600_000 } };
    expect(staleSince(jittered, at('2026-03-01T15:24:59Z'))).toBeNull();
    expect(staleSince(jittered, at('2026-03-01T15:25:00Z'))).not.toBeNull();
  });

  it('follows the default schedule when nothing else is said', () => {
    const usual = { ...stack, schedule: DEFAULT_SCHEDULE };
    expect(staleSince(usual, at('2026-03-02T00:41:00Z'))).toBeNull();
    expect(staleSince(usual, at('2026-03-02T07:00:00Z'))).toBe('2026-03-02T00:42:00.000Z');
  });
});
