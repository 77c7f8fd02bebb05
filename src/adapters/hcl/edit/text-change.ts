/** One replacement in a text: what stands from `start` to `end` becomes `text`. Equal offsets insert. */
export interface TextChange {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The text with all changes made; their offsets count in the given text. Throws when two overlap. */
export function applyChanges(text: string, changes: readonly TextChange[]): string {
  let result = '';
  let at = 0;
  for (const change of changes.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
    if (change.start < at) throw new Error(`two changes overlap at offset ${change.start}`);
    result += text.slice(at, change.start) + change.text;
    at = change.end;
  }
  return result + text.slice(at);
}

/** Line of an offset, from 1. */
export function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at !== -1 && at < offset; at = text.indexOf('\n', at + 1)) line += 1;
  return line;
}

export const lineStartAt = (text: string, offset: number): number =>
  offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1;

/** The offset behind the line's end mark, or the text's end. */
export function nextLineAt(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  return end === -1 ? text.length : end + 1;
}

/** Blanks that the line of this offset starts with. */
export function indentAt(text: string, offset: number): string {
  const start = lineStartAt(text, offset);
  let end = start;
  // A byte order mark stands before the first line without being part of it.
  const from = text.charAt(start) === '\uFEFF' ? start + 1 : start;
  for (end = from; isBlank(text.charAt(end)); end += 1);
  return text.slice(from, end);
}

/** The line ends of a text: those of its first line. */
export function lineEndOf(text: string): '\n' | '\r\n' {
  const first = text.indexOf('\n');
  return first > 0 && text.charAt(first - 1) === '\r' ? '\r\n' : '\n';
}

export const isBlank = (char: string): boolean => char === ' ' || char === '\t';

export const isSpace = (char: string): boolean => isBlank(char) || char === '\n' || char === '\r';
