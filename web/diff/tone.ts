import type { SideRow } from './three-sides.ts';

export type SideName = 'code' | 'state' | 'reality';

/** What should be, what is instead, and a state that agrees with neither. */
export type Tone = 'wanted' | 'is' | 'between';

/** How a line is painted. What all sides agree on, and what is not there, is not painted. */
export function toneOf(row: SideRow, side: SideName): Tone | null {
  const cell = row[side];
  if (row.isSame || cell === null) return null;
  if (side === 'reality') return 'is';
  const wanted = row.code ?? row.state;
  if (cell.text === row.reality?.text) return 'is';
  return cell.text === wanted?.text ? 'wanted' : 'between';
}

/** The text that a line is compared with, letter by letter. */
export const besideOf = (row: SideRow, side: SideName): string | null =>
  (side === 'reality' ? (row.code ?? row.state) : row.reality)?.text ?? null;
