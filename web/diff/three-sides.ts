import { commonLines } from './common-lines.ts';

/** One line of a side, with its number from 1. */
export interface Cell {
  readonly number: number;
  readonly text: string;
}

/** What stands side by side. Null: this side has no such line. */
export interface SideRow {
  readonly code: Cell | null;
  readonly state: Cell | null;
  readonly reality: Cell | null;
  readonly isSame: boolean;
}

interface Anchor {
  readonly code: number;
  readonly state: number;
  readonly reality: number;
}

type Lines = Readonly<Record<keyof Anchor, readonly string[]>>;

/**
 * The three sides line by line. Lines that all sides have in common hold the rest in its place; between two of them what
 * differs stands side by side.
 * @param code null where the code says nothing: the other two are then compared, and its column stays empty
 */
export function threeSides(
  code: readonly string[] | null,
  state: readonly string[],
  reality: readonly string[],
): readonly SideRow[] {
  const lines: Lines = { code: code ?? [], state, reality };
  const end: Anchor = { code: lines.code.length, state: state.length, reality: reality.length };
  const rows: SideRow[] = [];
  let done: Anchor = { code: 0, state: 0, reality: 0 };
  for (const anchor of anchors(code, state, reality)) {
    rows.push(...between(lines, done, anchor), {
      code: code === null ? null : cell(code, anchor.code),
      state: cell(state, anchor.state),
      reality: cell(reality, anchor.reality),
      isSame: true,
    });
    done = {
      code: anchor.code + (code === null ? 0 : 1),
      state: anchor.state + 1,
      reality: anchor.reality + 1,
    };
  }
  return [...rows, ...between(lines, done, end)];
}

/** Where all sides have the same line. */
function anchors(
  code: readonly string[] | null,
  state: readonly string[],
  reality: readonly string[],
): readonly Anchor[] {
  const toReality = new Map(commonLines(state, reality));
  const toCode = code === null ? null : new Map(commonLines(state, code));
  return state.flatMap((_, i) => {
    const inReality = toReality.get(i);
    const inCode = toCode === null ? 0 : toCode.get(i);
    return inReality === undefined || inCode === undefined
      ? []
      : [{ code: inCode, state: i, reality: inReality }];
  });
}

function between(lines: Lines, from: Anchor, to: Anchor): readonly SideRow[] {
  const length = (side: keyof Anchor): number => to[side] - from[side];
  const count = Math.max(length('code'), length('state'), length('reality'));
  return Array.from({ length: count }, (_, i) => {
    const at = (side: keyof Anchor): Cell | null =>
      i < length(side) ? cell(lines[side], from[side] + i) : null;
    return { code: at('code'), state: at('state'), reality: at('reality'), isSame: false };
  });
}

const cell = (lines: readonly string[], i: number): Cell => ({ number: i + 1, text: lines[i] ?? '' });
