import { PLAIN_JSON, readJsonTree } from './json-tree.ts';
import { escapeTemplates } from './render-value.ts';
import type { Expression, Heredoc, Span } from './syntax-tree.ts';
import type { TextChange } from './text-change.ts';

/** The text that a heredoc without interpolations stands for; null when it has some. */
export function heredocText(text: string, heredoc: Heredoc): string | null {
  if (heredoc.interpolations.length > 0) return null;
  const margin = marginOf(text, heredoc);
  return linesIn(text, heredoc.content)
    .map(({ start, end }) => {
      // Lines of blanks have no indentation to lose.
      const isEmpty = text.slice(start, end).trim() === '';
      return unescape(text.slice(isEmpty ? start : start + margin, end));
    })
    .join('');
}

/**
 * The lines that differ, written anew with the margin of the heredoc. A heredoc's text always ends with a line end;
 * null when the new one does not, or when a line that changes is put together from something else.
 */
export function heredocChanges(
  text: string,
  heredoc: Heredoc,
  now: string,
  then: string,
): readonly TextChange[] | null {
  if (!now.endsWith('\n') || !then.endsWith('\n')) return null;
  const lines = linesIn(text, heredoc.content);
  const before = splitLines(now);
  const after = splitLines(then);
  if (lines.length !== before.length) return null;
  let same = 0;
  while (same < before.length && same < after.length && before[same] === after[same]) same += 1;
  let tail = 0;
  while (
    tail < Math.min(before.length, after.length) - same &&
    before.at(-1 - tail) === after.at(-1 - tail)
  ) {
    tail += 1;
  }
  const start = lines[same]?.start ?? heredoc.content.end;
  const end = lines[before.length - tail]?.start ?? heredoc.content.end;
  if (heredoc.interpolations.some((part) => part.start < end && part.end > start)) return null;
  const margin = text.slice(lines[0]?.start ?? 0, (lines[0]?.start ?? 0) + marginOf(text, heredoc));
  const source = after
    .slice(same, after.length - tail)
    .map((line) => (line.trim() === '' ? line : margin + escapeTemplates(line)))
    .join('');
  return [{ start, end, text: source }];
}

/** The JSON document that a heredoc holds, interpolations as computed texts; null when it holds none. */
export function heredocDocument(text: string, heredoc: Heredoc): Expression | null {
  const { start, end } = heredoc.content;
  let masked = text.slice(start, end);
  for (const { start: from, end: to } of heredoc.interpolations) {
    // Of the same length, so that every place stays where it is.
    masked = masked.slice(0, from - start) + 'x'.repeat(to - from) + masked.slice(to - start);
  }
  return readJsonTree(masked, {
    ...PLAIN_JSON,
    base: start,
    notation: 'json-template',
    meaning: (value, span) => {
      const inside = heredoc.interpolations.filter((part) => part.start < span.end && part.end > span.start);
      return inside.length === 0
        ? { ...span, kind: 'text', notation: 'json-template', text: unescape(value) }
        : { ...span, kind: 'computed', parts: inside.flatMap((part) => part.inner) };
    },
  });
}

const unescape = (text: string): string => text.replaceAll('$${', '${').replaceAll('%%{', '%{');

/** How many signs of every line `<<-` takes away. */
function marginOf(text: string, heredoc: Heredoc): number {
  if (!heredoc.indented) return 0;
  let least = Number.POSITIVE_INFINITY;
  for (const line of linesIn(text, heredoc.content)) {
    const source = text.slice(line.start, line.end);
    if (source.trim() !== '') least = Math.min(least, source.length - source.trimStart().length);
  }
  return Number.isFinite(least) ? least : 0;
}

function linesIn(text: string, { start, end }: Span): readonly Span[] {
  const lines: Span[] = [];
  for (let at = start; at < end;) {
    const next = text.indexOf('\n', at);
    const stop = next === -1 || next >= end ? end : next + 1;
    lines.push({ start: at, end: stop });
    at = stop;
  }
  return lines;
}

function splitLines(text: string): readonly string[] {
  return linesIn(text, { start: 0, end: text.length }).map((line) => text.slice(line.start, line.end));
}
