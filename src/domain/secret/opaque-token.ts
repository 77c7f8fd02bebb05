import type { TextSpan } from './assigned-secret.ts';

/**
 * Recognises text that only a machine would write: long, of mixed classes, changing class from sign to sign. Names that
 * people compose (`AmazonEC2ContainerRegistryReadOnly`, `prod-web-v2`) have words in them, so their class changes
 * seldom inside a word. The bounds are set for random base62: 98 of 100 such tokens of 32 signs pass.
 */
const SHORTEST = 32;
const SHORTEST_TWO_CLASSES = 40;
const LEAST_ENTROPY_BITS = 4;
const LEAST_CHANGES = 0.42;
const LEAST_CHANGES_TWO_CLASSES = 0.28;
const LEAST_CHANGES_SHAPED = 0.35;
const SHORTEST_LONG_WORD = 16;
const LEAST_MEAN_WORD = 8;

const RUN = /[A-Za-z0-9+/=_~-]{32,}/g;

/** Opaque tokens in a text whose public parts have been blanked out. */
export function findOpaque(text: string): readonly TextSpan[] {
  return [...text.matchAll(RUN)]
    .filter(([run]) => isOpaque(run))
    .map((match) => ({ start: match.index, end: match.index + match[0].length }));
}

export function isOpaque(run: string): boolean {
  const words = run.split(/[^A-Za-z0-9]+/).filter((word) => word !== '');
  const signs = total(words);
  const long = words.filter((word) => word.length >= SHORTEST_LONG_WORD);
  // Short words between dashes are what people and generators put together for people to read.
  if (signs < SHORTEST - 4 || long.length === 0 || signs / words.length < LEAST_MEAN_WORD) return false;
  if (entropyBits(run) < LEAST_ENTROPY_BITS) return false;
  const text = long.join('');
  const classes = [/[a-z]/, /[A-Z]/, /[0-9]/].filter((pattern) => pattern.test(text)).length;
  const changes = long.reduce((sum, word) => sum + classChanges(word), 0) / text.length;
  if (classes === 3) return changes >= LEAST_CHANGES;
  // Letters alone are a long CamelCase name far more often than a token.
  const twoClasses =
    classes === 2 && /[0-9]/.test(text) && long.some((word) => word.length >= SHORTEST_TWO_CLASSES);
  return twoClasses && changes >= LEAST_CHANGES_TWO_CLASSES;
}

/** A weaker question than {@link isOpaque}, for text whose shape already speaks against it. */
export function looksRandom(text: string): boolean {
  const all = [/[a-z]/, /[A-Z]/, /[0-9]/].every((pattern) => pattern.test(text));
  return all && classChanges(text) / text.length >= LEAST_CHANGES_SHAPED;
}

const total = (words: readonly string[]): number => words.reduce((sum, word) => sum + word.length, 0);

/** Shannon entropy in bits per sign. */
export function entropyBits(text: string): number {
  const counts = new Map<string, number>();
  for (const sign of text) counts.set(sign, (counts.get(sign) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}

function classChanges(word: string): number {
  let changes = 0;
  for (let i = 1; i < word.length; i += 1) {
    if (classOf(word.charCodeAt(i)) !== classOf(word.charCodeAt(i - 1))) changes += 1;
  }
  return changes;
}

function classOf(code: number): number {
  if (code <= 57) return 0;
  return code <= 90 ? 1 : 2;
}
