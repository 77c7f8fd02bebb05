import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { parseJson } from './json-syntax.ts';

const blocksOf = (text: string) =>
  parseJson(text).body.blocks.map(({ kind, labels, line }) => [kind, labels.join('.'), line]);

describe('reading JSON configuration', () => {
  it('reads blocks from nested keys with the line of their name', () => {
    const text =
      '{\n "resource": {\n  "a": {\n   "one": {},\n   "two": {}\n  }\n },\n "terraform": {"backend": {"s3": {}}}\n}';
    expect(blocksOf(text)).toEqual([
      ['resource', 'a.one', 4],
      ['resource', 'a.two', 5],
      ['terraform', '', 8],
    ]);
  });

  it('reads lists of objects at every level', () => {
    const text =
      '{"resource": [{"a": [{"one": {}}, {"two": [{}]}]}], "moved": [\n{"from": "a.x", "to": "a.y"},\n{}]}';
    expect(blocksOf(text)).toEqual([
      ['resource', 'a.one', 1],
      ['resource', 'a.two', 1],
      ['moved', '', 2],
      ['moved', '', 3],
    ]);
  });

  it('names line and column of what is not JSON', () => {
    expect(parseJson('{\n  "a": 1,\n  b\n}').problem).toEqual({
      line: 3,
      column: 3,
      reason: 'a JSON string is expected here',
    });
    expect(parseJson('[]').problem?.reason).toBe('a JSON object is expected at the top');
  });

  it('never throws, whatever the text or the shape', () => {
    const keys = fc.constantFrom(
      'resource',
      'data',
      'module',
      'moved',
      'terraform',
      'dynamic',
      'content',
      'a',
      '__proto__',
    );
    const { shape } = fc.letrec((tie) => ({
      shape: fc.oneof(
        { depthSize: 'medium' },
        fc.constantFrom(1, null, 'x', true),
        fc.array(tie('shape'), { maxLength: 3 }),
        fc.dictionary(keys, tie('shape'), { maxKeys: 4 }),
      ),
    }));
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      shape.map((value) => JSON.stringify(value)),
    );
    fc.assert(
      fc.property(text, (random) => {
        expect(parseJson(random)).toHaveProperty('body.blocks');
      }),
    );
  });
});
