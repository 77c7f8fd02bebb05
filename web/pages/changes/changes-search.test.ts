import { describe, expect, it } from 'vitest';
import { changeSearch, changesSearch } from './changes-search.ts';

describe('the filters of changes in an address', () => {
  it('are read in the order of the page, and leave out what nobody could have chosen', () => {
    expect(changesSearch({ state: 'watching,rolling,nonsense', owner: 'ana', q: 42, source: ' ' })).toEqual({
      state: ['rolling', 'watching'],
      owner: 'ana',
      q: '42',
    });
  });

  it('name a watch by its number, or the newest', () => {
    expect(changeSearch({ watch: '2' })).toEqual({ watch: 2 });
    expect(changeSearch({ watch: '0' })).toEqual({});
    expect(changeSearch({ watch: 'last' })).toEqual({});
  });
});
