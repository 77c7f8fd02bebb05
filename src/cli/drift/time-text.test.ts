import { describe, expect, it } from 'vitest';
import { durationText, instantText, shareText } from './time-text.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

describe('times as text', () => {
  it.each([
    [0, '0s'],
    [59_999, '59s'],
    [12 * MINUTE + 59_000, '12m'],
    [5 * HOUR + 20 * MINUTE, '5h 20m'],
    [5 * HOUR + 59_000, '5h'],
    [3 * DAY + 4 * HOUR, '3d 4h'],
    [45 * DAY + 4 * HOUR, '45d'],
  ])('%i ms is %s', (ms, text) => {
    expect(durationText(ms)).toBe(text);
  });

  it('are in UTC, whatever zone they were written in', () => {
    expect(instantText('2026-03-01T12:00:00.250Z')).toBe('2026-03-01 12:00:00 UTC');
    expect(instantText('2026-03-01T14:00:00+02:00')).toBe('2026-03-01 12:00:00 UTC');
  });

  it('that are none are shown visibly', () => {
    expect(instantText('soon\u001b[31m')).toBe('soon\\u001b[31m');
  });

  it('of shares have at most one decimal', () => {
    expect([0, 1 / 3, 1].map(shareText)).toEqual(['0 %', '33.3 %', '100 %']);
  });
});
