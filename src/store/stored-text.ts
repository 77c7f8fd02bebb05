import type { Json } from '#domain/json.ts';

/**
 * PostgreSQL takes no NUL and no half of a surrogate pair in a text, and both occur in values that providers answer.
 * They are stored as four hex digits behind U+FDD0, which Unicode keeps free of characters, so that a value comes back
 * as it was and a difference does not look changed with every scan.
 */
const UNSTORABLE = /[\0\uFDD0\p{Surrogate}]/gu;
const STORED = /\uFDD0([0-9a-f]{4})/g;
const MARK = '\uFDD0';

/** The text as the database takes it. */
export const storedText = (text: string): string =>
  text.replace(UNSTORABLE, (character) => `${MARK}${character.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** What was stored. */
export const textOf = (stored: string): string =>
  stored.includes(MARK)
    ? stored.replace(STORED, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    : stored;

/** In the text of JSON they are escapes; the other branch steps over every other escape, `\\u0000` above all. */
const UNSTORABLE_ESCAPE = /\\(?:u(0000|d[89a-f][0-9a-f]{2})|.)/g;

/** A value for a jsonb column. The mark is an escape here, so that `storedText` leaves it alone. */
export const jsonText = (value: unknown): string =>
  JSON.stringify(value).replace(UNSTORABLE_ESCAPE, (escape, hex: string | undefined) =>
    hex === undefined ? escape : `\\ufdd0${hex}`,
  );

/** What a jsonb column holds, with every text and key in it as it was: nearly always the very same. */
export const jsonOf = (stored: Json): Json => (hasMark(stored) ? restored(stored) : stored);

function hasMark(stored: Json): boolean {
  if (typeof stored === 'string') return stored.includes(MARK);
  if (stored === null || typeof stored !== 'object') return false;
  if (Array.isArray(stored)) return stored.some(hasMark);
  return Object.entries(stored).some(([key, value]) => key.includes(MARK) || hasMark(value));
}

function restored(stored: Json): Json {
  if (typeof stored === 'string') return textOf(stored);
  if (stored === null || typeof stored !== 'object') return stored;
  if (Array.isArray(stored)) return stored.map(restored);
  return Object.fromEntries(Object.entries(stored).map(([key, value]) => [textOf(key), restored(value)]));
}
