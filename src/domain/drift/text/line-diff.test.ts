import { describe, expect, it } from 'vitest';
import { lineDiff } from './line-diff.ts';

const text = (before: string, after: string, max = 8): readonly string[] =>
  lineDiff(before, after, max).map((line) => `${line.sign} ${line.text}`);

describe('line differences', () => {
  it('shows the changed lines with one equal line around them', () => {
    expect(text('a\nb\nc\nd\ne', 'a\nb\nX\nd\ne')).toEqual(['… 1 equal line', '  b', '- c', '+ X', '  d']);
  });

  it('finds an added line among equal ones', () => {
    expect(text('a\nc', 'a\nb\nc')).toEqual(['  a', '+ b', '  c']);
  });

  it('says how many changed lines it left away', () => {
    const lines = text('', Array.from({ length: 30 }, (_, i) => `line ${i}`).join('\n'), 8);
    expect(lines).toHaveLength(8);
    expect(lines.at(-1)).toBe('… 24 more changed lines');
  });

  it('shows very long texts as replaced instead of aligning them', () => {
    const many = (word: string): string => Array.from({ length: 3000 }, (_, i) => `${word}${i}`).join('\n');
    expect(text(many('a'), many('b'), 3).at(-1)).toBe('… 5998 more changed lines');
  });

  it('makes control characters in a line visible', () => {
    expect(text('a\nb', 'a\n\u001b[2K')).toContain('+ \\u001b[2K');
  });
});
