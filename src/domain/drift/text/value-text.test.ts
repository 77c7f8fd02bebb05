import { describe, expect, it } from 'vitest';
import { value } from '#cli/report/sample-builders.ts';
import { pairText, sideText, valueText } from './value-text.ts';

describe('values as text', () => {
  it('reads as Terraform writes it', () => {
    expect(valueText('a')).toBe('"a"');
    expect(valueText(['a', 1, true, null])).toBe('["a", 1, true, null]');
    expect(valueText({ protocol: 'tcp', from_port: 22 })).toBe('{from_port = 22, protocol = "tcp"}');
    expect(valueText({ 'my key': 1 })).toBe('{"my key" = 1}');
  });

  it('leaves empty fields of objects away but keeps zero and false', () => {
    expect(valueText({ a: null, b: '', c: [], d: {}, e: 0, f: false })).toBe('{e = 0, f = false}');
  });

  it('shows the empty fields when nothing else differs', () => {
    expect(pairText(value({ a: 1, b: null }), value({ a: 1, b: '' }))).toEqual({
      before: '{a = 1, b = null}',
      after: '{a = 1, b = ""}',
    });
  });

  it('names the sides that are not values', () => {
    expect(sideText({ kind: 'secret', digest: 'd1' })).toBe('(sensitive)');
    expect(sideText({ kind: 'absent' })).toBe('(nothing)');
    expect(sideText({ kind: 'unknown' })).toBe('(known after apply)');
    expect(sideText({ kind: 'unset' })).toBe('(not set)');
  });
});
