import { expect, it } from 'vitest';

import { stretchesBetweenBlocks } from './block-starts.ts';

const cut = (text: string) =>
  stretchesBetweenBlocks(text).map(({ line, start, end }) => [line, text.slice(start, end)]);

it('cuts before lines that start a block, and nowhere else', () => {
  const text =
    '# c\nresource "a" "b" {\n  data "x" "y" {}\ndata = 1\nresources "z"\n}\nlocals{\n}\ndata x y {}';
  expect(cut(text)).toEqual([
    [0, '# c\n'],
    [1, 'resource "a" "b" {\n  data "x" "y" {}\ndata = 1\nresources "z"\n}\n'],
    [6, 'locals{\n}\n'],
    [8, 'data x y {}'],
  ]);
});

it('leaves a text without blocks whole', () => {
  expect(cut('')).toEqual([[0, '']]);
  expect(cut('terraform')).toEqual([[0, 'terraform']]);
});
