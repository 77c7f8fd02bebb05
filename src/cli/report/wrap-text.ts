import { textWidth } from './text-width.ts';

/** A long name in front must not push all that follows to the right edge. */
const MAX_INDENT = 16;

/** Breaks at spaces; `first` stands before the text and the following lines are set under its end. */
export function wrapText(text: string, width: number, first = ''): readonly string[] {
  return wrapParts(text.split(' '), ' ', width, first);
}

/** Breaks only between the parts, never inside one. A part that is wider than a line stands alone on its line. */
export function wrapParts(
  parts: readonly string[],
  separator: string,
  width: number,
  first = '',
): readonly string[] {
  const indent = ' '.repeat(Math.min(MAX_INDENT, textWidth(first)));
  const lines: string[] = [];
  let line = first;
  for (const [i, part] of parts.entries()) {
    const longer = i === 0 ? line + part : line + separator + part;
    if (i > 0 && textWidth(longer) > width) {
      lines.push(line + separator.trimEnd());
      line = indent + part;
    } else {
      line = longer;
    }
  }
  return [...lines, line];
}
