import { describe, expect, it } from 'vitest';
import { foldRows } from './fold.ts';
import { threeSides } from './three-sides.ts';

const lines = (count: number) => Array.from({ length: count }, (_, i) => `line ${i}`);

describe('folding', () => {
  it('hides equal lines that are far from a difference, and shows three around it', () => {
    const state = lines(20);
    const folds = foldRows(threeSides(state, state, state.with(10, 'other')));
    expect(folds.map(({ kind, rows }) => [kind, rows.length])).toEqual([
      ['folded', 7],
      ['rows', 7],
      ['folded', 6],
    ]);
  });

  it('hides nothing that is as small as its button', () => {
    const state = lines(10);
    expect(foldRows(threeSides(state, state, state.with(6, 'other'))).map(({ kind }) => kind)).toEqual([
      'rows',
      'rows',
    ]);
  });

  it('loses no line', () => {
    const state = lines(40);
    const rows = threeSides(state, state, state.with(5, 'x').with(30, 'y'));
    expect(foldRows(rows).flatMap((fold) => fold.rows)).toEqual(rows);
  });
});
