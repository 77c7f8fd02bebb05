import { describe, expect, it } from 'vitest';
import { identityText, parseIdentity, samePersonText } from './identity.ts';

const readAs = (text: string): string => {
  const read = parseIdentity(text);
  return 'problem' in read ? read.problem : identityText(read.identity);
};

describe('a person', () => {
  it.each([
    ['Ana Diaz <ana@example.com>', 'Ana Diaz <ana@example.com>'],
    ['  Ana   Diaz  < ana@example.com > ', 'Ana Diaz <ana@example.com>'],
    ['<ana@example.com>', 'ana@example.com'],
    ['ana@example.com', 'ana@example.com'],
    ['Ana Diaz', 'Ana Diaz'],
    ['@platform', '@platform'],
  ])('is read: %j', (text, shown) => {
    expect(readAs(text)).toBe(shown);
  });

  it.each([
    ['', 'Nobody is named'],
    [' \t', 'Nobody is named'],
    ['Ana\nDecided-by: Eve', 'cannot be printed'],
    ['Ana \u202Emoc.elpmaxe@eve', 'cannot be printed'],
    ['Ana <ana>', 'does not name a person'],
    ['<>', 'does not name a person'],
    ['x'.repeat(201), 'longer than 200'],
  ])('is nobody: %j', (text, problem) => {
    expect(readAs(text)).toContain(problem);
  });

  it.each([
    ['Ana Diaz <ana@example.com>', 'A. Diaz <ANA@example.COM>', true],
    ['Ana Diaz <ana@example.com>', 'ana@example.com', true],
    ['Ana Diaz <ana@example.com>', 'ana  DIAZ', true],
    ['Ana Diaz', 'Ana\u200B Diaz', true],
    ['José', 'Jose\u0301', true],
    ['Ana Diaz <ana@example.com>', 'Ana Diaz <ana@other.example>', false],
    ['Ana Diaz', 'Ben Ode', false],
    ['ana@example.com', 'Ana Diaz', false],
    ['', 'Ana Diaz', true],
  ])('is the same or not: %j and %j', (a, b, same) => {
    expect([samePersonText(a, b), samePersonText(b, a)]).toEqual([same, same]);
  });
});
