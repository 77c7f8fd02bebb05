import type { SideRow } from './three-sides.ts';

const AROUND = 3;
/** A fold of fewer lines would hide less than its button takes. */
const LEAST = 4;

export interface Fold {
  readonly kind: 'rows' | 'folded';
  readonly rows: readonly SideRow[];
  readonly from: number;
}

/** Runs of equal lines far from any difference are folded away. */
export function foldRows(rows: readonly SideRow[]): readonly Fold[] {
  const isNear = rows.map((_, i) =>
    rows.slice(Math.max(0, i - AROUND), i + AROUND + 1).some(({ isSame }) => !isSame),
  );
  const runs: { near: boolean; from: number; to: number }[] = [];
  for (const [i, near] of isNear.entries()) {
    const last = runs.at(-1);
    if (last?.near === near) last.to = i + 1;
    else runs.push({ near, from: i, to: i + 1 });
  }
  return runs.map(({ near, from, to }) => ({
    kind: near || to - from < LEAST ? 'rows' : 'folded',
    rows: rows.slice(from, to),
    from,
  }));
}
