import { describe, expect, it } from 'vitest';
import { guardsOf } from './condition-guards.ts';

const shown = (condition: string): string =>
  guardsOf(condition)
    .map((guard) => guard.map(({ variable, texts }) => `${variable} in ${[...texts].join(' ')}`).join(' or '))
    .join(' and ');

describe('the guards of a condition', () => {
  it.each([
    ['attribute == "a"', 'attribute in a'],
    [`attribute == 'a'`, 'attribute in a'],
    ['resource.type in ["x", "y z"] && after > 2', 'resource.type in x y z'],
    ['after > 2 && (class == "a" && path == "")', 'class in a and path in '],
    ['attribute == "a" || leaf in ["b"]', 'attribute in a or leaf in b'],
    ['(attribute == "a" && after.x) || (class == "b" && after.y)', 'attribute in a or class in b'],
    ['class == "a && b || c"', 'class in a && b || c'],
    ['class == "a" && [1, 2].exists(n, n > 1 || n == 0)', 'class in a'],
    ['class == "a" && (after ? before : true)', 'class in a'],
  ])('are its comparisons with fixed texts: %s', (condition, guards) => {
    expect(shown(condition)).toBe(guards);
  });

  it.each([
    '',
    'after > 2',
    '"a" == attribute',
    'attribute != "a"',
    '!(attribute == "a")',
    '!attribute == "a"',
    'attribute == "a" == true',
    'attribute == "a" + leaf',
    'attribute in ["a"] == false',
    'attribute in ["a", leaf]',
    'attribute in []',
    'attribute in {"a": 1}',
    'attribute in ["a"] + ["b"]',
    'attribute == "a" || after > 2',
    'attribute == "a" ? false : true',
    'after ? attribute == "a" : true',
    '(attribute == "a" ? false : true)',
    'size(attribute) == "a"',
    'resource . type == "a"',
    'after.?type == "a"',
    'attribute == r"a"',
    'attribute == b"a"',
    'attribute == "a\\"b"',
    'attribute == """a"""',
    'attribute == "a" // || true',
    'attribute == "a" && before / 2 > 1',
    'attribute == "a',
    '(attribute == "a"',
  ])('are none where that is not certain: %s', (condition) => {
    expect(guardsOf(condition)).toEqual([]);
  });
});
