import { remember } from '../remember.ts';
import {
  DESCRIBING_WORDS,
  FORM_WORDS,
  HARMLESS_NAMES,
  HARMLESS_TOKENS,
  KEY_OWNERS,
  OPAQUE_HARMLESS_WORDS,
  SECRET_ENDINGS,
  SECRET_HEADERS,
  SECRET_PHRASES,
  SECRET_WORDS,
  SWITCH_WORDS,
} from './secret-name-words.ts';

// Longer names exist only where someone put text into a key; their end says what they are.
const LONGEST_NAME = 200;
const PHRASE_END = new RegExp(`(?:^| )(?:${SECRET_PHRASES.join('|')})$`);
const BOUNDARY = /[^A-Za-z0-9]+|(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/;

/** `DB_PASS`, `dbPass`, `db-pass` and `db.pass` are the same words: `db`, `pass`. */
export const nameWords = remember((name): readonly string[] =>
  name
    .slice(-LONGEST_NAME)
    .split(BOUNDARY)
    .filter((word) => word !== '')
    .map((word) => word.toLowerCase()),
);

/** True when an attribute, map key, flag or variable of that name holds a secret, and not a name or setting of one. */
export const namesSecret = remember((name): boolean => {
  if (SECRET_HEADERS.has(name)) return true;
  const all = nameWords(name);
  if (HARMLESS_NAMES.has(all.join(' '))) return false;
  const words = withoutForm(all);
  const last = words.at(-1);
  if (last === undefined || SWITCH_WORDS.has(words[0] ?? '')) return false;
  const before = words.at(-2) ?? '';
  if (last === 'token' || last === 'tokens') return !HARMLESS_TOKENS.has(before);
  if (last === 'key' || last === 'keys') return isSecretKey(words, before);
  return (
    SECRET_WORDS.has(last) ||
    SECRET_ENDINGS.some((ending) => last.endsWith(ending)) ||
    PHRASE_END.test(words.join(' ')) ||
    PHRASE_END.test(all.join(' '))
  );
});

/** True when everything inside a group of that name is secret unless its own name says that it only describes. */
export function namesSecretGroup(name: string): boolean {
  // Blocks called `auth` hold settings (scheme, mode) beside references; their secrets have names of their own.
  return namesSecret(name) && nameWords(name).at(-1) !== 'auth';
}

/** `username` or `secret_status` beside a secret. */
export function describesSecret(name: string): boolean {
  const words = nameWords(name);
  return HARMLESS_NAMES.has(words.join(' ')) || DESCRIBING_WORDS.has(words.at(-1) ?? '');
}

/** True when random-looking text under that name is a hash, an identifier or public by nature. */
export function namesOpaqueHarmless(name: string): boolean {
  const words = nameWords(name);
  const last = words.at(-1) ?? '';
  return (
    OPAQUE_HARMLESS_WORDS.has(last) ||
    (words.includes('public') && /^keys?$/.test(last)) ||
    (/^tokens?$/.test(last) && HARMLESS_TOKENS.has(words.at(-2) ?? ''))
  );
}

function isSecretKey(words: readonly string[], owner: string): boolean {
  // `kms_encryption_key` is a key's address: KMS never hands the key out.
  return KEY_OWNERS.has(owner) && !words.includes('kms') && !words.includes('public');
}

function withoutForm(words: readonly string[]): readonly string[] {
  let end = words.length;
  while (end > 1 && isForm(words[end - 1] ?? '')) end -= 1;
  const last = words[end - 1]?.replace(/(?<=\D)\d{1,4}$/, '');
  return last === undefined ? words : [...words.slice(0, end - 1), last];
}

const isForm = (word: string): boolean => FORM_WORDS.has(word) || /^v?\d+$/.test(word);
