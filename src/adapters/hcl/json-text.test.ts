import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { JsonTextError, readJson } from './json-text.ts';

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function isRead(text: string): boolean {
  try {
    readJson(text);
    return true;
  } catch (error) {
    if (error instanceof JsonTextError) return false;
    throw error;
  }
}

describe('reading JSON with places', () => {
  it('places a property from its key to the end of its value', () => {
    const text = '{\n  "a": [\n    1\n  ],\n\t"b\\n": "x"\n}';
    const json = readJson(text);
    const members = json.kind === 'object' ? json.members : [];
    expect(members.map(({ name, line, endLine }) => [name, line, endLine])).toEqual([
      ['a', 2, 4],
      ['b\n', 5, 5],
    ]);
    expect(members.map(({ start, end }) => text.slice(start, end))).toEqual([
      '"a": [\n    1\n  ]',
      '"b\\n": "x"',
    ]);
  });

  it('refuses what nests too deep with its own error', () => {
    expect(() => readJson('['.repeat(100_000))).toThrow('values nest deeper than 200 levels');
  });

  it('accepts what JSON.parse accepts', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), fc.constantFrom('', '\t', '  '), (value, indent) => {
        expect(isRead(JSON.stringify(value, null, indent))).toBe(true);
      }),
    );
  });

  it('refuses what JSON.parse refuses', () => {
    const token = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      '"',
      ':',
      ',',
      '1',
      '-',
      '0',
      '.5',
      'e1',
      'true',
      'null',
      ' ',
      '\n',
      '\\',
      'u00e9',
      '\t',
      '"a"',
      '"a":',
    );
    fc.assert(
      fc.property(fc.array(token, { maxLength: 9 }), (tokens) => {
        const text = tokens.join('');
        expect([text, isRead(text)]).toEqual([text, isJson(text)]);
      }),
      { numRuns: 3000 },
    );
  });
});
