import { describe, expect, it } from 'vitest';
import { driftQueryOf, driftSearch, filtersIn } from './drift-search.ts';

describe('the filters of the inbox in an address', () => {
  it('are read as words with commas or as lists, in the order of the page', () => {
    const search = driftSearch({ severity: 'low,critical', state: ['approved', 'open'], q: 'bucket' });
    expect(search).toEqual({ severity: ['critical', 'low'], state: ['open', 'approved'], q: 'bucket' });
  });

  it('leave out what nobody could have chosen', () => {
    const search = driftSearch({
      severity: 'dreadful',
      state: 7,
      q: '  ',
      drift: 'maybe',
      owner: null,
      x: 1,
    });
    expect(search).toEqual({});
    expect(filtersIn(search)).toBe(0);
  });

  it('take a number that a router made of a text', () => {
    expect(driftSearch({ q: 221, stack: 'envs/prod' })).toEqual({ q: '221', stack: 'envs/prod' });
  });

  it('are asked of the API in its own form', () => {
    const search = driftSearch({ severity: ['high', 'critical'], drift: 'all' });
    expect(driftQueryOf(search)).toMatchObject({ severity: 'critical,high', drift: 'all' });
    expect(filtersIn(search)).toBe(2);
  });
});
