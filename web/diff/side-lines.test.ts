import { describe, expect, it } from 'vitest';
import { sideLines } from './side-lines.ts';

describe('a side', () => {
  it('is the value as code would write it', () => {
    expect(sideLines({ kind: 'value', value: 50 }, '50').lines).toEqual(['50']);
    expect(sideLines({ kind: 'value', value: 'eu' }, '"eu"').lines).toEqual(['"eu"']);
    expect(sideLines({ kind: 'value', value: 'a\nb' }, '"a\\nb"').lines).toEqual(['a', 'b']);
    expect(sideLines({ kind: 'value', value: ['x'] }, '["x"]').lines).toEqual(['[', '  "x"', ']']);
  });

  it('is taken apart when a text holds a document, in one order of keys', () => {
    const given = sideLines({ kind: 'value', value: '{"b":[1],"a":"x"}' }, '...');
    const other = sideLines({ kind: 'value', value: '{ "a": "x", "b": [1] }' }, '...');
    expect(given).toEqual(other);
    expect(given).toMatchObject({
      isDocument: true,
      lines: ['{', '  "a": "x"', '  "b": [', '    1', '  ]', '}'],
    });
  });

  it('keeps a text that only begins like a document, or whose numbers a browser would confuse', () => {
    for (const value of ['{{ template }}', '{"id":12345678901234567890}']) {
      expect(sideLines({ kind: 'value', value }, 'as it is')).toMatchObject({
        isDocument: false,
        lines: ['as it is'],
      });
    }
  });

  it('says why there is no value, and never shows a secret', () => {
    expect(sideLines({ kind: 'absent' }, '')).toMatchObject({ lines: [], note: 'is not there' });
    expect(sideLines({ kind: 'secret', digest: '0123456789abcdef' }, '(sensitive)').note).toBe(
      'secret, its digest is 01234567',
    );
  });
});
