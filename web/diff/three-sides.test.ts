import { describe, expect, it } from 'vitest';
import { threeSides, type SideRow } from './three-sides.ts';

/** `=` for a line that all have, else what each side says. */
const shown = (rows: readonly SideRow[]): readonly string[] =>
  rows.map(({ code, state, reality, isSame }) =>
    isSame ? `= ${state?.text ?? ''}` : [code, state, reality].map((cell) => cell?.text ?? '·').join(' | '),
  );

describe('three sides', () => {
  it('are side by side where they differ and once where they agree', () => {
    expect(shown(threeSides(['{', 'a', '}'], ['{', 'a', '}'], ['{', 'b', '}']))).toEqual([
      '= {',
      'a | a | b',
      '= }',
    ]);
  });

  it('leave a gap where a side has no such line', () => {
    expect(shown(threeSides(['1', '2'], ['1', '2'], ['1', '2', '3']))).toEqual(['= 1', '= 2', '· | · | 3']);
    expect(shown(threeSides(['1', '2'], ['1', '2'], ['2']))).toEqual(['1 | 1 | ·', '= 2']);
  });

  it('show code that is ahead of both', () => {
    expect(shown(threeSides(['new'], ['old'], ['old']))).toEqual(['new | old | old']);
  });

  it('show all three when all three differ', () => {
    expect(shown(threeSides(['x', '1'], ['x', '2'], ['x', '3']))).toEqual(['= x', '1 | 2 | 3']);
  });

  it('compare two where the code says nothing', () => {
    const rows = threeSides(null, ['a', 'b'], ['a', 'c']);
    expect(rows.map(({ isSame }) => isSame)).toEqual([true, false]);
    expect(rows.every(({ code }) => code === null)).toBe(true);
  });

  it('show a side that is gone as nothing at all', () => {
    expect(shown(threeSides(['a', 'b'], ['a', 'b'], []))).toEqual(['a | a | ·', 'b | b | ·']);
  });

  it('lose no line of any side, and keep each in its order', () => {
    const code = ['a', 'b', 'c', 'd', 'e'];
    const state = ['a', 'x', 'c', 'e', 'f'];
    const reality = ['z', 'a', 'c', 'c', 'e'];
    const rows = threeSides(code, state, reality);
    for (const [side, lines] of Object.entries({ code, state, reality })) {
      const told = rows.flatMap((row) => row[side as 'code' | 'state' | 'reality'] ?? []);
      expect(told.map(({ text }) => text)).toEqual(lines);
      expect(told.map(({ number }) => number)).toEqual(lines.map((_, i) => i + 1));
    }
  });
});
