import { assert, constantFrom, integer, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shorten, shortenPair } from './shorten.ts';

describe('shortening', () => {
  it('keeps both ends of a long text', () => {
    expect(shorten('abcdefghijklmnop', 9)).toBe('abcd…mnop');
    expect(shorten('short', 9)).toBe('short');
  });

  it('never cuts a character of two code units in half', () => {
    expect(shorten('🙂'.repeat(10), 5)).toBe('🙂🙂…🙂🙂');
  });

  it('keeps the part in which two long texts differ', () => {
    const [a, b] = shortenPair(
      `${'x'.repeat(200)}ONE${'y'.repeat(200)}`,
      `${'x'.repeat(200)}TWO${'y'.repeat(200)}`,
      40,
    );
    expect(a).toContain('xONEy');
    expect(b).toContain('xTWOy');
    expect(a.length).toBeLessThanOrEqual(40);
  });

  it('uses all the room when there is nothing equal around the difference', () => {
    const [, b] = shortenPair('', 'z'.repeat(100), 30);
    expect(b).toHaveLength(30);
  });

  it('stays within the limit and keeps different texts different', () => {
    const text = string({ unit: constantFrom('a', 'b', '/', '🙂'), maxLength: 80 });
    assert(
      property(text, text, integer({ min: 30, max: 60 }), (a, b, max) => {
        const [left, right] = shortenPair(a, b, max);
        expect(Math.max(Array.from(left).length, Array.from(right).length)).toBeLessThanOrEqual(max);
        expect(left === right).toBe(a === b);
      }),
    );
  });
});
