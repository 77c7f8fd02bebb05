import { describe, expect, it } from 'vitest';
import { grantsIn, grantText } from './roles.ts';

describe('roles in words', () => {
  it('are for all teams, or for one', () => {
    expect(grantsIn('viewer, Approver of payments\nresponder of data platform')).toEqual([
      { team: null, role: 'viewer' },
      { team: 'payments', role: 'approver' },
      { team: 'data platform', role: 'responder' },
    ]);
  });

  it('come back as they were written', () => {
    const said = 'admin, viewer of data';
    expect(grantsIn(said).map(grantText).join(', ')).toBe(said);
  });

  it('give nothing for nothing, and name what is not known', () => {
    expect(grantsIn(' , ')).toEqual([]);
    expect(() => grantsIn('owner of payments')).toThrow(
      'There is no role owner. There are viewer, responder',
    );
  });
});
