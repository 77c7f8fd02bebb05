import type { Node } from 'web-tree-sitter';

import { terraformParser } from '../syntax.ts';
import { isBlank, type TextChange } from './text-change.ts';

/** One line as `terraform fmt` sees it: a heredoc belongs to the line it starts in. */
interface FormattedLine {
  readonly start: number;
  /** Where the text of the line ends, a comment at its end and trailing blanks not counted. */
  readonly end: number;
  /** The equals sign of an assignment. */
  readonly equals: number | null;
  /** The assignment ends in a later line: such a one stands in line with no other. */
  readonly isOpen: boolean;
  /** A `#` or `//` comment behind something else; the formatter takes other comments for part of the value. */
  readonly comment: number | null;
}

/**
 * What `terraform fmt` would change to align the equals signs and trailing comments of lines that follow each other.
 * No changes: the text is aligned, or it cannot be read.
 */
export async function alignmentChanges(text: string): Promise<readonly TextChange[]> {
  const opaque = await opaqueSpans(text);
  const lines = opaque === null ? [] : linesOf(text, opaque);
  const moved = new Map<FormattedLine, number>();
  const changes: TextChange[] = [];
  const open = lines.filter((line) => line.equals !== null && line.isOpen).map((line) => [line]);
  for (const chain of [...chains(lines, (line) => line.equals !== null && !line.isOpen), ...open]) {
    const leads = chain.map((line) => columns(trimmedEnd(text, line.start, line.equals ?? line.end)));
    const widest = Math.max(...leads);
    for (const [i, line] of chain.entries()) {
      const equals = line.equals ?? line.end;
      const lead = trimmedEnd(text, line.start, equals);
      const spaces = widest - (leads[i] ?? 0) + 1;
      const from = line.start + lead.length;
      moved.set(line, spaces - (equals - from));
      if (spaces !== equals - from) changes.push({ start: from, end: equals, text: ' '.repeat(spaces) });
    }
  }
  for (const chain of chains(lines, (line) => line.comment !== null)) {
    const widths = chain.map(
      (line) => columns(trimmedEnd(text, line.start, line.comment ?? line.end)) + (moved.get(line) ?? 0),
    );
    const widest = Math.max(...widths);
    for (const [i, line] of chain.entries()) {
      const comment = line.comment ?? line.end;
      const from = line.start + trimmedEnd(text, line.start, comment).length;
      const spaces = widest - (widths[i] ?? 0) + 1;
      if (spaces !== comment - from) changes.push({ start: from, end: comment, text: ' '.repeat(spaces) });
    }
  }
  return changes;
}

function chains(
  lines: readonly FormattedLine[],
  belongs: (line: FormattedLine) => boolean,
): readonly (readonly FormattedLine[])[] {
  const found: FormattedLine[][] = [];
  let open = false;
  for (const line of lines) {
    if (!belongs(line)) open = false;
    else if (open) found.at(-1)?.push(line);
    else {
      found.push([line]);
      open = true;
    }
  }
  return found;
}

function trimmedEnd(text: string, start: number, end: number): string {
  let last = end;
  while (last > start && isBlank(text.charAt(last - 1))) last -= 1;
  return text.slice(start, last);
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

function columns(text: string): number {
  let count = 0;
  // The formatter counts what a reader sees as one sign; a byte order mark is none.
  for (const _ of graphemes.segment(text.replace('\uFEFF', ''))) count += 1;
  return count;
}

interface Opaque {
  readonly start: number;
  readonly end: number;
  readonly isComment: boolean;
}

/** Comments, texts and heredocs, in order: brackets and equals signs in them say nothing. */
async function opaqueSpans(text: string): Promise<readonly Opaque[] | null> {
  const parser = await terraformParser();
  const tree = parser.parse(text, null, { includedRanges: [] });
  if (tree === null) return null;
  try {
    if (tree.rootNode.hasError) return null;
    const found: Opaque[] = [];
    collect(tree.rootNode, found);
    return found;
  } finally {
    tree.delete();
  }
}

const OPAQUE = new Set(['comment', 'string_lit', 'quoted_template', 'heredoc_template']);

function collect(node: Node, found: Opaque[]): void {
  for (const child of node.namedChildren) {
    if (!OPAQUE.has(child.type)) collect(child, found);
    else {
      const isComment = child.type === 'comment' && !child.text.startsWith('/*');
      found.push({ start: child.startIndex, end: child.endIndex, isComment });
    }
  }
}

function linesOf(text: string, opaque: readonly Opaque[]): readonly FormattedLine[] {
  const lines: FormattedLine[] = [];
  let line = new OpenLine(0);
  let next = 0;
  for (let at = 0; at < text.length;) {
    const hidden = opaque[next];
    if (hidden !== undefined && hidden.start <= at) {
      line.opaque(hidden, text);
      at = Math.max(at, hidden.end);
      next += 1;
    } else if (text.charAt(at) === '\n') {
      lines.push(line.closed());
      at += 1;
      line = new OpenLine(at);
    } else {
      line.sign(text, at);
      at += 1;
    }
  }
  lines.push(line.closed());
  return lines;
}

class OpenLine {
  readonly #start: number;
  #end: number;
  #equals: number | null = null;
  #comment: number | null = null;
  #openBrackets = 0;

  constructor(start: number) {
    this.#start = start;
    this.#end = start;
  }

  opaque({ start, end, isComment }: Opaque, text: string): void {
    const isFirst = text.slice(this.#start, start).trim() === '';
    if (!isComment) {
      this.#comment = null;
      this.#end = end;
    } else if (!isFirst) this.#comment = start;
  }

  sign(text: string, at: number): void {
    const char = text.charAt(at);
    if (char === ' ' || char === '\t' || char === '\r') return;
    // A comment with something behind it is no trailing comment.
    this.#comment = null;
    this.#end = at + 1;
    if (this.#equals === null) {
      if (char === '=' && at > this.#start && isAssignment(text, at)) this.#equals = at;
    } else if ('{[('.includes(char)) this.#openBrackets += 1;
    else if ('}])'.includes(char)) this.#openBrackets -= 1;
  }

  closed(): FormattedLine {
    return {
      start: this.#start,
      end: this.#end,
      equals: this.#equals,
      isOpen: this.#openBrackets !== 0,
      comment: this.#comment,
    };
  }
}

function isAssignment(text: string, at: number): boolean {
  return !'=!<>'.includes(text.charAt(at - 1)) && !'=>'.includes(text.charAt(at + 1));
}
