import { describe, expect, it } from 'vitest';
import type { Side } from '../report.ts';
import { hidesParts, sideDigest } from './side-digest.ts';

const value = (json: Extract<Side, { kind: 'value' }>['value']): Side => ({ kind: 'value', value: json });

describe('the digest of a side', () => {
  it('is the same for equal data, whatever the order of its keys', () => {
    expect(sideDigest(value({ a: 1, b: [2, 3] }))).toBe(sideDigest(value({ b: [2, 3], a: 1 })));
  });

  it('is at least 16 hex digits and stays the same over versions, because decisions are bound to it', () => {
    expect(sideDigest(value({ a: 1, b: [2, 3] }))).toMatch(/^[0-9a-f]{16,}$/);
    expect(sideDigest({ kind: 'absent' })).toBe('c1da90f72acca1ecde148593c1d5a210');
  });

  it('never confuses sides of different kinds, nor texts with what they read like', () => {
    const sides: readonly Side[] = [
      { kind: 'absent' },
      { kind: 'unknown' },
      { kind: 'unset' },
      { kind: 'secret', digest: 'absent' },
      { kind: 'secret', digest: 'unset' },
      value('absent'),
      value(null),
      value('null'),
      value(''),
      value([]),
      value({}),
      value(0),
      value('0'),
      value(false),
      value({ kind: 'absent' }),
    ];
    expect(new Set(sides.map(sideDigest)).size).toBe(sides.length);
  });

  it('tells a rotated secret from the one before', () => {
    expect(sideDigest({ kind: 'secret', digest: 'aa' })).not.toBe(
      sideDigest({ kind: 'secret', digest: 'ab' }),
    );
  });

  it('is known not to speak of what a value hides in part', () => {
    expect(hidesParts(value({ url: 'https://(sensitive)@example.com', port: 1 }))).toBe(true);
    expect(hidesParts(value({ '(sensitive)': 1 }))).toBe(true);
    expect(hidesParts(value({ port: 1 }))).toBe(false);
    expect(hidesParts({ kind: 'secret', digest: 'aa' })).toBe(false);
  });
});
