import { describe, expect, it } from 'vitest';
import { hasMasked, isMasked, maskAt, unionMask } from './sensitive-mask.ts';

const MASK = { password: true, tags: {}, rule: [{ key: true }, {}], map: { a: false, b: true } };

describe('a mask', () => {
  it('follows attributes, keys and positions', () => {
    expect(maskAt(MASK, [{ kind: 'attribute', name: 'password' }])).toBe(true);
    expect(
      maskAt(MASK, [
        { kind: 'attribute', name: 'map' },
        { kind: 'key', key: 'b' },
      ]),
    ).toBe(true);
    const second = maskAt(MASK, [
      { kind: 'attribute', name: 'rule' },
      { kind: 'index', index: 1 },
    ]);
    expect(hasMasked(second)).toBe(false);
  });

  it('hides everything below a value that is sensitive as a whole', () => {
    expect(
      isMasked(
        maskAt(true, [
          { kind: 'attribute', name: 'a' },
          { kind: 'index', index: 9 },
        ]),
      ),
    ).toBe(true);
  });

  it('covers a set element wherever it stands', () => {
    const element = maskAt(MASK, [
      { kind: 'attribute', name: 'rule' },
      { kind: 'element', index: 1, identity: 'x' },
      { kind: 'attribute', name: 'key' },
    ]);
    expect(isMasked(element)).toBe(true);
  });

  it('is empty where the plan has none, and does not read inherited properties', () => {
    expect(maskAt(undefined, [{ kind: 'attribute', name: 'a' }])).toBeUndefined();
    expect(maskAt({}, [{ kind: 'attribute', name: 'constructor' }])).toBeUndefined();
    expect(hasMasked(MASK)).toBe(true);
    expect([undefined, false, null, {}, [], [{ a: false }]].some(hasMasked)).toBe(false);
  });

  it('joined with another is sensitive where either is', () => {
    expect(unionMask({ a: true, l: [false, true] }, { b: true, l: [true] })).toEqual({
      a: true,
      b: true,
      l: [true, true],
    });
    expect(unionMask(true, { a: true })).toBe(true);
    expect(unionMask(undefined, { a: true })).toEqual({ a: true });
    expect(unionMask({ a: true }, [true])).toBe(true);
  });
});
