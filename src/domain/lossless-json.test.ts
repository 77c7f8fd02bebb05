import { describe, expect, it } from 'vitest';
import { documentIn } from './drift/json-document.ts';
import { readPlan } from './drift/plan.ts';
import { parseJson } from './lossless-json.ts';

describe('parseJson', () => {
  it('keeps two long integers apart that a double takes for one', () => {
    expect(parseJson('{"a":9007199254740993}')).not.toEqual(parseJson('{"a":9007199254740992}'));
    expect(parseJson('{"a":42,"b":[1.5]}')).toEqual({ a: 42, b: [1.5] });
  });

  it('keeps them apart inside a document that an attribute holds, so that no rule calls the two the same', () => {
    expect(documentIn('{"quota":9007199254740993}')).not.toEqual(documentIn('{"quota":9007199254740992}'));
  });

  it('quotes nothing of a broken text, because it may be a plan with secrets', () => {
    const broken = '{"password": hunter2-hunter2}';
    expect(() => parseJson(broken)).toThrow(/^it is not JSON/);
    for (const text of [broken, `{"a":"hunter2-hunter2`, 'hunter2-hunter2']) {
      expect(JSON.stringify(readPlan(text))).not.toMatch(/hunter|nter2/);
    }
  });
});
