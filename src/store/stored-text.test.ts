import { array, assert, constantFrom, jsonValue, nat, oneof, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '#domain/json.ts';
import { jsonOf, jsonText, storedText, textOf } from './stored-text.ts';

/** Every code unit, the ones that PostgreSQL refuses and the mark itself more often. */
const anyText = array(
  oneof(
    constantFrom('\0', '\uFDD0', '\uD83D', '\uDE00', '0000', 'fdd0', '\\', '\\u0000', '"', 'a'),
    nat(0xffff).map((unit) => String.fromCharCode(unit)),
  ),
).map((units) => units.join(''));

const isStorable = (text: string): boolean => !text.includes('\0') && text.isWellFormed();

describe('a stored text', () => {
  it('is one that PostgreSQL takes, and comes back as it was', () => {
    assert(
      property(anyText, (text) => {
        expect(isStorable(storedText(text))).toBe(true);
        expect(textOf(storedText(text))).toBe(text);
      }),
    );
  });

  it('is the text itself where PostgreSQL takes it', () => {
    expect(storedText('ingress["ä\u{1F980}"]\n')).toBe('ingress["ä\u{1F980}"]\n');
  });
});

describe('stored JSON', () => {
  it('is JSON that PostgreSQL takes, and comes back as it was, also when it is written as a text', () => {
    const anyJson = jsonValue({ maxDepth: 3 });
    assert(
      property(anyText, anyText, anyJson, (key, text, json) => {
        const value = { [key]: [text, json], nested: { [text]: key } };
        const written = storedText(jsonText(value));
        expect(/\\u(?:0000|d[89a-f])/.test(written.replaceAll('\\\\', ''))).toBe(false);
        expect(jsonOf(JSON.parse(written) as Json)).toStrictEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});
