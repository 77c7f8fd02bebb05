import { celUint } from '@bufbuild/cel';
import { describe, expect, it } from 'vitest';
import type { Json } from '../json.ts';
import { fromCel, toCel } from './cel-values.ts';

describe('values on their way into a condition and out of it', () => {
  it.each<Json>([
    null,
    true,
    1.5,
    'text',
    [],
    {},
    { a: [1, { b: null }], constructor: { name: 'x' }, $typeName: 'y' },
    JSON.parse('{"__proto__": {"x": 1}}') as Json,
  ])('come back as they were: %j', (value) => {
    expect(JSON.stringify(fromCel(toCel(value)))).toBe(JSON.stringify(value));
  });

  it('become the nearest JSON when a condition made them', () => {
    expect(fromCel(5n)).toBe(5);
    expect(fromCel(new Map([[1n, 'a']]) as never)).toBeNull();
    expect(fromCel(celUint(7n))).toBeNull();
  });
});
