/** A person, as Git names one. */
export interface Identity {
  /** May be empty when there is an e-mail address. */
  readonly name: string;
  readonly email: string | null;
}

const LONGEST = 200;
const WRITTEN = /^([^<>]*)<\s*([^<>\s]+@[^<>\s]+)\s*>$/;
const BARE_EMAIL = /^[^<>\s@]+@[^<>\s@]+$/;
// Line ends and signs that turn the direction of text would forge who a record says it was.
const UNPRINTABLE = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u202A-\u202E\u2066-\u2069]/u;

/** Reads `Ana Diaz <ana@example.com>`, `ana@example.com` or `Ana Diaz`. The problem is a sentence. */
export function parseIdentity(text: string): { readonly identity: Identity } | { readonly problem: string } {
  const trimmed = text.normalize('NFC').trim();
  if (trimmed === '') return { problem: `Nobody is named. ${HINT}` };
  if (UNPRINTABLE.test(trimmed)) return { problem: `The name holds a sign that cannot be printed. ${HINT}` };
  if (trimmed.length > LONGEST) return { problem: `The name is longer than ${LONGEST} signs. ${HINT}` };
  const [, name, email] = WRITTEN.exec(trimmed) ?? [];
  if (name !== undefined && email !== undefined) return { identity: { name: oneSpaced(name), email } };
  if (BARE_EMAIL.test(trimmed)) return { identity: { name: '', email: trimmed } };
  if (/[<>]/.test(trimmed)) return { problem: `\`${trimmed}\` does not name a person. ${HINT}` };
  return { identity: { name: oneSpaced(trimmed), email: null } };
}

/** `Ana Diaz <ana@example.com>`, or what of it is known. */
export function identityText({ name, email }: Identity): string {
  if (email === null) return name;
  return name === '' ? email : `${name} <${email}>`;
}

/** By e-mail address where both have one, else by name; upper and lower case are the same. */
export function samePerson(a: Identity, b: Identity): boolean {
  if (a.email !== null && b.email !== null) return folded(a.email) === folded(b.email);
  return a.name !== '' && folded(a.name) === folded(b.name);
}

/** The same for stored texts. One that cannot be read is the same person as everybody: doubt never adds an approver. */
export function samePersonText(a: string, b: string): boolean {
  const [one, other] = [parseIdentity(a), parseIdentity(b)];
  return 'problem' in one || 'problem' in other || samePerson(one.identity, other.identity);
}

const HINT = 'Write it as `Name <email>`.';

const oneSpaced = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();

/** One text for all ways to write one name or address. Signs without width would make two people of one. */
export const folded = (text: string): string =>
  text
    .normalize('NFKC')
    .replaceAll(/\p{Cf}/gu, '')
    .toLowerCase();
