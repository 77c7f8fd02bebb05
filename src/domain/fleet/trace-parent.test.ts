import { expect, it } from 'vitest';
import { parseTraceParent, traceParentText } from './trace-parent.ts';

const TEXT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

it('is read and written as it was', () => {
  const parent = parseTraceParent(TEXT);
  expect(parent).toEqual({
    traceId: '0af7651916cd43dd8448eb211c80319c',
    spanId: 'b7ad6b7169203331',
    flags: 1,
  });
  expect(parent === null ? null : traceParentText(parent)).toBe(TEXT);
});

it.each([
  [null],
  [undefined],
  [''],
  [TEXT.replace('00-', '01-')],
  [TEXT.toUpperCase()],
  [`${TEXT}-1`],
  [TEXT.replace('0af7651916cd43dd8448eb211c80319c', '0'.repeat(32))],
  [TEXT.replace('b7ad6b7169203331', '0'.repeat(16))],
])('that is %j is none', (text) => {
  expect(parseTraceParent(text)).toBeNull();
});
