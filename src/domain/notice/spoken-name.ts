import { parseIdentity } from '../decision/identity.ts';

/** How a person is called among others: the name, and the address only where there is no name. */
export function spokenName(text: string): string {
  const read = parseIdentity(text);
  if ('problem' in read) return text;
  return read.identity.name === '' ? (read.identity.email ?? text) : read.identity.name;
}
