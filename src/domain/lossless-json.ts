import { isArray, isObject, type Json } from './json.ts';

/**
 * Parses JSON; integers that a double cannot hold come as their text, because two different ids would compare equal.
 * Throws a SyntaxError whose message holds no part of the text: plans and states hold secrets, and the engine's own
 * message quotes them.
 */
export function parseJson(text: string): Json {
  const parsed = parseQuickly(text);
  // Almost no text holds such a number, and parsing with a look at every source text takes many times as long.
  return holdsRounded(parsed) ? parseWithSources(text) : parsed;
}

/** As {@link parseJson} without its care for long integers: for texts in which the caller looks for them itself. */
export function parseQuickly(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    const place = /\(line \d+ column \d+\)|at position \d+/.exec(error instanceof Error ? error.message : '');
    throw new SyntaxError(
      `it is not JSON${place === null ? '' : `: it breaks off or goes wrong ${place[0]}`}`,
    );
  }
}

export function parseWithSources(text: string): Json {
  return JSON.parse(text, (_key, value: Json, context?: { readonly source?: string }) => {
    if (typeof value !== 'number' || context?.source === undefined) return value;
    const exact = Number.isSafeInteger(value) || !/^-?\d+$/.test(context.source);
    return exact ? value : context.source;
  }) as Json;
}

/** Whether an integer in the value may have lost digits. */
export function holdsRounded(value: Json | undefined): boolean {
  if (typeof value === 'number') return Number.isInteger(value) && !Number.isSafeInteger(value);
  if (isArray(value)) return value.some(holdsRounded);
  return isObject(value) && Object.values(value).some(holdsRounded);
}
