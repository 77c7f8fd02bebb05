import { describe, expect, it } from 'vitest';
import { standing } from './standing.ts';

const fleet = (drifted: number, unknown: number, never: number, undecided: number) => ({
  stacks: { total: 12, in_sync: 12 - drifted - unknown - never, drifted, unknown, never },
  undecided,
});

describe('how the fleet stands', () => {
  it('is well only when every stack was read and none drifted', () => {
    expect(standing(fleet(0, 0, 0, 0))).toBe('All 12 stacks were read and are in sync.');
  });

  it('is not well where there is nothing that could be', () => {
    const none = { total: 0, in_sync: 0, drifted: 0, unknown: 0, never: 0 };
    expect(standing({ stacks: none, undecided: 0 })).toBe('There are no stacks yet.');
  });

  it('names what nobody could read, also when nothing waits', () => {
    expect(standing(fleet(0, 1, 0, 0))).toBe('1 stack cannot be read.');
    expect(standing(fleet(0, 0, 2, 0))).toBe('2 stacks were never scanned.');
  });

  it('says first what waits for a person', () => {
    expect(standing(fleet(3, 1, 1, 7))).toBe(
      '7 differences wait for a decision, 1 stack cannot be read and 1 stack was never scanned.',
    );
  });

  it('does not call what is decided and still there well', () => {
    expect(standing(fleet(2, 0, 0, 0))).toBe('2 stacks drifted; everything is decided.');
  });
});
