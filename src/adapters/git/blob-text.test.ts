import { expect, it } from 'vitest';
import { blobText } from './blob-text.ts';

it.each([
  ['a new file', null, 'a\r\nb\r\n', 'a\r\nb\r\n'],
  ['a file that is stored with CRLF', 'a\r\nb\r\n', 'x\r\nb\r\n', 'x\r\nb\r\n'],
  ['a file with both line ends', 'a\n', 'x\r\nb\n', 'x\r\nb\n'],
  ['a file of one unended line', 'a', 'x\r\n', 'x\r\n'],
  ['a file without line ends', 'a\n', 'x', 'x'],
  ['a byte order mark', '\uFEFFa\n', '\uFEFFb\n', '\uFEFFb\n'],
])('%s lands byte by byte', (_, stored, text, landed) => {
  expect(blobText(stored, text)).toBe(landed);
});

it('a file that Git gave CRLF on its way out loses them on its way in', () => {
  expect(blobText('a\nb\n', 'a\r\nx\r\n')).toBe('a\nx\n');
  expect(blobText('a\nb', 'a\r\n\r\nx')).toBe('a\n\nx');
});
