import { describe, expect, it } from 'vitest';
import { AGE_PATTERN, DURATION_PATTERN, parseAge, parseDuration } from './duration.ts';

describe('a duration', () => {
  it.each([
    ['90s', 90_000],
    ['15m', 900_000],
    ['1h', 3_600_000],
    ['1h30m', 5_400_000],
    ['1h0m5s', 3_605_000],
    [' 2m ', 120_000],
    [45, 45_000],
    [0.5, 500],
    ['576h', 576 * 3_600_000],
  ])('is read: %s', (value, ms) => {
    expect(parseDuration(value)).toEqual({ ms });
  });

  it.each(['', '15', '15 m', 'm', '1d', '-5m', '1.5h', '30m1h', 'soon', Number.NaN])(
    'is refused when it is not one: %s',
    (value) => {
      expect(parseDuration(value)).toEqual({
        problem: `\`${value}\` is not a duration. Write it like 90s, 15m or 1h30m.`,
      });
    },
  );

  it.each(['0s', 0, -1, '577h', Infinity, '9'.repeat(400) + 'h'])('is refused out of range: %s', (value) => {
    expect(parseDuration(value)).toHaveProperty('problem', expect.stringContaining('out of range'));
  });

  it('has the same form in the schema', () => {
    const form = new RegExp(DURATION_PATTERN);
    expect(['1h30m', '15m', '1h5s'].every((text) => form.test(text))).toBe(true);
    expect(['', '15', '1m1h'].some((text) => form.test(text))).toBe(false);
  });
});

describe('an age', () => {
  it.each([
    ['12h', 12 * 3_600_000],
    ['7d', 7 * 86_400_000],
    ['2w', 14 * 86_400_000],
    ['1w2d3h4m5s', 9 * 86_400_000 + 11_045_000],
    ['365d', 365 * 86_400_000],
    [60, 60_000],
  ])('is read: %s', (value, ms) => {
    expect(parseAge(value)).toEqual({ ms });
    expect(typeof value === 'number' || new RegExp(AGE_PATTERN).test(value)).toBe(true);
  });

  it.each(['', '7', '7 d', '1d1w', '1y', '1.5d', '-1d'])('is refused when it is not one: %s', (value) => {
    expect(parseAge(value)).toEqual({
      problem: `\`${value}\` is not a duration. Write it like 12h, 7d or 2w.`,
    });
  });

  it.each(['0d', '3651d', '522w'])('is refused out of range: %s', (value) => {
    expect(parseAge(value)).toHaveProperty('problem', expect.stringContaining('at most 3650d'));
  });
});
