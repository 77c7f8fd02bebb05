import type { Json, Side } from '../api/types.ts';

/** One side ready to be compared: its lines, or why it has none. */
export interface SideLines {
  readonly lines: readonly string[];
  /** Stands in the place of a value; null: there is one. */
  readonly note: string | null;
  /** A text that holds a document, which is compared by its parts and not by its letters. */
  readonly isDocument: boolean;
}

const NOTES: Readonly<Record<Exclude<Side['kind'], 'value' | 'secret'>, string>> = {
  absent: 'is not there',
  unknown: 'known only after an apply',
  unset: 'not set in the code',
};

/** @param text the value in words of code, exact: a number of JSON may be larger than a browser can hold */
export function sideLines(side: Side, text: string): SideLines {
  if (side.kind === 'secret') return note(`secret, its digest is ${side.digest.slice(0, 8)}`);
  if (side.kind !== 'value') return note(NOTES[side.kind]);
  const { value } = side;
  const document = typeof value === 'string' ? documentIn(value) : null;
  if (document !== null) return { lines: pretty(document), note: null, isDocument: true };
  const lines =
    typeof value === 'object' && value !== null
      ? pretty(value)
      : typeof value === 'string' && value.includes('\n')
        ? value.split('\n')
        : [text];
  return { lines, note: null, isDocument: false };
}

const note = (text: string): SideLines => ({ lines: [], note: text, isDocument: false });

/** Beyond it two numbers that differ may be read as one, and would be shown as equal. */
const LONG_NUMBER = /\d{16}/;

/** Only objects and lists: a text that reads like a number is a text. */
function documentIn(text: string): Json | null {
  if (!/^\s*[[{]/.test(text) || LONG_NUMBER.test(text)) return null;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return null;
  }
}

/**
 * The order of keys means nothing in JSON, and services return another one than they were given. Without the commas at
 * the ends of lines: an element that follows does not change the one before it.
 */
const pretty = (value: Json): readonly string[] =>
  JSON.stringify(sorted(value), null, 2)
    .split('\n')
    .map((line) => line.replace(/,$/, ''));

function sorted(value: Json): Json {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}
