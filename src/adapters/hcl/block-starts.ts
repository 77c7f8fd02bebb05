const KINDS = new Set([
  'check',
  'data',
  'ephemeral',
  'import',
  'locals',
  'module',
  'moved',
  'output',
  'provider',
  'removed',
  'resource',
  'terraform',
  'variable',
]);

/** A stretch of whole lines of a file; the line counts from 0. */
export interface Stretch {
  readonly line: number;
  readonly start: number;
  readonly end: number;
}

/**
 * Cuts a file before every line that looks like the start of a block. Only for files that do not parse, where one
 * mistake would otherwise take along all that follows it; a heredoc that holds such a line is cut too.
 */
export function stretchesBetweenBlocks(text: string): readonly Stretch[] {
  const stretches: Stretch[] = [];
  let open = { line: 0, start: 0 };
  let line = 0;
  for (let start = 0; start < text.length; line += 1) {
    if (start > open.start && startsBlock(text, start)) {
      stretches.push({ ...open, end: start });
      open = { line, start };
    }
    const lineEnd = text.indexOf('\n', start);
    start = lineEnd === -1 ? text.length : lineEnd + 1;
  }
  return [...stretches, { ...open, end: text.length }];
}

function startsBlock(text: string, at: number): boolean {
  let end = at;
  while (isLetter(text.charAt(end))) end += 1;
  if (!KINDS.has(text.slice(at, end))) return false;
  let next = end;
  while (text.charAt(next) === ' ') next += 1;
  return '"{'.includes(text.charAt(next) || '=') || (next > end && isLetter(text.charAt(next)));
}

const isLetter = (char: string): boolean => (char >= 'a' && char <= 'z') || char === '_';
