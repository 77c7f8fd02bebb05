import { describe, expect, it } from 'vitest';
import { DURATION_PATTERN, parseDuration } from './duration.ts';

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
