/** Reading filters out of an address: what nobody could have chosen is left out, and never an error. */
export type RawSearch = Readonly<Record<string, unknown>>;

/** One or several of the words given: `a,b`, `['a','b']`. Undefined: none was chosen. */
export function someOf<Word extends string>(raw: unknown, words: readonly Word[]): Word[] | undefined {
  const said = new Set<unknown>(typeof raw === 'string' ? raw.split(',') : Array.isArray(raw) ? raw : []);
  const chosen = words.filter((word) => said.has(word));
  return chosen.length === 0 ? undefined : chosen;
}

export function textOf(raw: unknown): string | undefined {
  if (typeof raw !== 'string' && typeof raw !== 'number') return undefined;
  const text = String(raw).slice(0, 200);
  return text.trim() === '' ? undefined : text;
}

/** Without what is undefined, so that an address says only what was chosen. */
export const chosen = <Search extends object>(search: Search): Search =>
  Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined)) as Search;
