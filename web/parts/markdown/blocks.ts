/** A part of a record, as far as records use Markdown. What is nothing of it stays a paragraph, and is never lost. */
export type Block = Placed &
  (
    | { readonly kind: 'heading'; readonly level: number; readonly text: string }
    | { readonly kind: 'paragraph'; readonly text: string }
    | { readonly kind: 'list'; readonly ordered: boolean; readonly items: readonly Item[] }
    | { readonly kind: 'table'; readonly head: readonly string[]; readonly rows: readonly Row[] }
    | { readonly kind: 'code'; readonly text: string }
  );

interface Placed {
  /** Where it begins: no two begin at one place. */
  readonly line: number;
}

interface Item extends Placed {
  readonly text: string;
}

interface Row extends Placed {
  readonly cells: readonly string[];
}

export interface Record {
  /** YAML between two lines of dashes; null: there is none. */
  readonly head: string | null;
  readonly blocks: readonly Block[];
}

const HEAD = /^---\n([\s\S]*?)\n---\n/;

export function readRecord(text: string): Record {
  const [whole = '', head = null] = HEAD.exec(text) ?? [];
  return { head, blocks: blocksOf(text.slice(whole.length).split('\n')) };
}

function blocksOf(lines: readonly string[]): readonly Block[] {
  const blocks: Block[] = [];
  let at = 0;
  while (at < lines.length) {
    const taken = takeBlock(lines, at);
    if (taken.block !== null) blocks.push(taken.block);
    at = taken.next;
  }
  return blocks;
}

interface Taken {
  readonly block: Block | null;
  readonly next: number;
}

const ITEM = /^\s*(?:[-*]|\d+\.) +/;
const ORDERED = /^\s*\d+\. /;
const RULE = /^\|[\s:|-]+\|$/;

function takeBlock(lines: readonly string[], at: number): Taken {
  const line = lines[at] ?? '';
  if (line.trim() === '') return { block: null, next: at + 1 };
  if (line.startsWith('```')) return takeCode(lines, at);
  const [, marks = '', title = ''] = /^(#{1,6}) +(.*)$/.exec(line) ?? [];
  if (marks !== '')
    return { block: { kind: 'heading', line: at, level: marks.length, text: title }, next: at + 1 };
  if (line.startsWith('|') && RULE.test(lines[at + 1]?.trim() ?? '')) return takeTable(lines, at);
  if (ITEM.test(line)) return takeList(lines, at);
  const next = endOf(
    lines,
    at,
    (each) => each.trim() !== '' && !/^(?:#|\||```)/.test(each) && !ITEM.test(each),
  );
  return { block: { kind: 'paragraph', line: at, text: lines.slice(at, next).join(' ') }, next };
}

/** The first line after `at` that does not belong to it any more. */
function endOf(lines: readonly string[], at: number, belongs: (line: string) => boolean): number {
  const end = lines.findIndex((line, i) => i > at && !belongs(line));
  return end === -1 ? lines.length : end;
}

function takeCode(lines: readonly string[], at: number): Taken {
  const end = endOf(lines, at, (line) => !line.startsWith('```'));
  return { block: { kind: 'code', line: at, text: lines.slice(at + 1, end).join('\n') }, next: end + 1 };
}

function takeTable(lines: readonly string[], at: number): Taken {
  const next = endOf(lines, at, (line) => line.startsWith('|'));
  const [head, , ...rows] = lines.slice(at, next).map((each, i) => ({ line: at + i, cells: cellsOf(each) }));
  return { block: { kind: 'table', line: at, head: head?.cells ?? [], rows }, next };
}

/** `\|` is a part of a cell. */
const cellsOf = (line: string): readonly string[] =>
  line
    .trim()
    .replace(/^\||\|$/g, '')
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim().replaceAll('\\|', '|'));

function takeList(lines: readonly string[], at: number): Taken {
  const next = endOf(lines, at, (line) => ITEM.test(line) || /^\s+\S/.test(line));
  const items: Item[] = [];
  for (const [i, line] of lines.slice(at, next).entries()) {
    const before = ITEM.test(line) ? undefined : items.pop();
    if (before === undefined) items.push({ line: at + i, text: line.replace(ITEM, '') });
    else items.push({ line: before.line, text: `${before.text} ${line.trim()}` });
  }
  return { block: { kind: 'list', line: at, ordered: ORDERED.test(lines[at] ?? ''), items }, next };
}

/** A part of a line. */
export interface Span {
  readonly kind: 'text' | 'code' | 'bold' | 'picture';
  readonly text: string;
  /** Where in the line it begins. */
  readonly column: number;
}

const SPANS = /`([^`]+)`|<code>(.*?)<\/code>|\*\*([^*]+)\*\*|!\[([^\]]*)\]\([^)]*\)/g;

/** Signs stand as references, so that no forge takes them for markup; here they are text again. */
const plain = (text: string): string =>
  text.replaceAll(/&#(\d{1,6});/g, (_reference, code: string) => signOf(Number(code)));

const NO_WIDTH = 8203;

const signOf = (code: number): string =>
  code === NO_WIDTH || code > 0x10_ff_ff ? '' : String.fromCodePoint(code);

export function spansOf(line: string): readonly Span[] {
  const spans: Span[] = [];
  let from = 0;
  for (const match of line.matchAll(SPANS)) {
    if (match.index > from) {
      spans.push({ kind: 'text', text: plain(line.slice(from, match.index)), column: from });
    }
    spans.push({ ...markedSpan(match), column: match.index });
    from = match.index + match[0].length;
  }
  if (from < line.length) spans.push({ kind: 'text', text: plain(line.slice(from)), column: from });
  return spans;
}

function markedSpan([, code, marked, bold, picture]: RegExpExecArray): Omit<Span, 'column'> {
  if (code !== undefined) return { kind: 'code', text: code };
  if (marked !== undefined) return { kind: 'code', text: plain(marked) };
  if (bold !== undefined) return { kind: 'bold', text: plain(bold) };
  return { kind: 'picture', text: plain(picture ?? '') };
}
