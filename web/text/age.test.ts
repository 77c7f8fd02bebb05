import { describe, expect, it } from 'vitest';
import { ageText, durationText, relativeText } from './age.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

describe('a length of time', () => {
  it.each([
    [0, '0 ms'],
    [412, '412 ms'],
    [8_240, '8.2 s'],
    [42_900, '42 s'],
    [5 * MINUTE + 12_000, '5 min 12 s'],
    [25 * MINUTE + 12_000, '25 min'],
    [3 * HOUR + 20 * MINUTE, '3 h 20 min'],
    [30 * HOUR, '30 h'],
    [2 * DAY + 5 * HOUR, '2 d 5 h'],
    [12 * DAY + 5 * HOUR, '12 d'],
  ])('of %d ms reads %s', (ms, text) => {
    expect(durationText(ms)).toBe(text);
  });

  it('is never negative, whatever the clocks say', () => {
    expect(durationText(-5)).toBe('0 ms');
  });
});

describe('an age', () => {
  it('is rounded down: a day is a day only when it is over', () => {
    expect([ageText(59_999), ageText(HOUR - 1), ageText(2 * DAY - 1), ageText(3 * DAY - 1)]).toEqual([
      'now',
      '59 min',
      '47 h',
      '2 d',
    ]);
  });

  it('says whether it is before or after', () => {
    expect(relativeText(0, 5 * MINUTE)).toBe('5 min ago');
    expect(relativeText(5 * MINUTE, 0)).toBe('in 5 min');
    expect(relativeText(0, 10)).toBe('just now');
    expect(relativeText(40_000, 0)).toBe('in a moment');
    expect(relativeText(10_000, 0)).toBe('just now');
  });
});
