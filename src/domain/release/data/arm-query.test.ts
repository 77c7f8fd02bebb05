import { expect, it } from 'vitest';
import { parseArmQuery } from './arm-query.ts';

it('a share names a numerator and a denominator, each with a source and a way of its own', () => {
  expect(
    parseArmQuery('prod', {
      cost: 'namespace=shop',
      cost_source: 'opencost',
      cost_read: 'amount',
      requests: 'requests_total',
      absent: 'zero',
    }),
  ).toEqual({
    kind: 'share',
    num: { source: 'opencost', of: 'namespace=shop', read: 'amount' },
    den: { source: 'prod', of: 'requests_total', read: null },
    absentIsZero: true,
  });
});

it('a value is a level unless it says otherwise', () => {
  expect(parseArmQuery('prod', { value: 'up' })).toEqual({
    kind: 'plain',
    value: { source: 'prod', of: 'up', read: 'level' },
  });
});

it.each([
  [{}, 'names nothing to read'],
  [{ value: 'a', histogram: 'b' }, 'more than one thing'],
  [{ errors: 'a' }, 'without a denominator'],
  [{ requests: 'a' }, 'without a numerator'],
  [{ errors: 'a', cost: 'b', requests: 'c' }, 'one numerator'],
  [{ errors: 'a', requests: 'b', errors_read: 'often' }, 'it can be growth, amount, level'],
  [{ errors: 'a', requests: 'b', absent: 'fine' }, 'it can be zero'],
  [{ errors: 'a', requests: 'b', querry: 'x' }, '"querry"'],
])('%j is refused with its reason', (settings, why) => {
  expect(parseArmQuery('prod', settings as Readonly<Record<string, string>>)).toEqual({
    problem: expect.stringContaining(why) as string,
  });
});
