import { isArray, isObject, type Json, type JsonObject } from '#domain/json.ts';

import { alignedEntries, deeper, isIdentifier, renderValue, type Surroundings } from './render-value.ts';
import type { Attribute, Block, Body, Span } from './syntax-tree.ts';
import { indentAt, lineEndOf, lineStartAt, nextLineAt, type TextChange } from './text-change.ts';

/** A nested block to be written. Lists of objects become blocks again, other values attributes. */
export interface NewBlock {
  readonly kind: string;
  readonly labels?: readonly string[];
  readonly attributes: readonly { readonly name: string; readonly value: Json }[];
  readonly blocks: readonly NewBlock[];
}

/** Adds an attribute behind the attributes that the body has, before its blocks. */
export function insertAttribute(text: string, body: Body, name: string, value: Json): readonly TextChange[] {
  const last = body.attributes.at(-1);
  const source = (around: Surroundings): string => `${name} = ${renderValue(value, 'hcl', around)}`;
  return insertLines(text, body, last ?? null, source, false);
}

/** Adds a block behind another of its kind, or as the body's last, apart from attributes by an empty line. */
export function insertBlock(
  text: string,
  body: Body,
  after: Block | null,
  block: NewBlock,
): readonly TextChange[] {
  const last = lastOf([...body.attributes, ...body.blocks]);
  const place = after ?? last;
  const afterBlock = body.blocks.some((one) => one === place);
  const gap = place !== null && (afterBlock ? gapBefore(text, body, place) : true);
  return insertLines(text, body, place, (around) => blockSource(block, around), gap);
}

/** Whether an empty line stands between this block and what is before it: a new one beside it follows the habit. */
function gapBefore(text: string, body: Body, block: Span): boolean {
  const before = lastOf([...body.attributes, ...body.blocks].filter((part) => part.end <= block.start));
  if (before === null) return false;
  const isAttribute = body.attributes.some((attribute) => attribute === before);
  // Blocks of one kind stand close together where only the first is set apart from the attributes.
  return !isAttribute && text.slice(before.end, block.start).split('\n').length > 2;
}

function insertLines(
  text: string,
  body: Body,
  after: Span | null,
  source: (around: Surroundings) => string,
  gap: boolean,
): readonly TextChange[] {
  const lineEnd = lineEndOf(text);
  const outer = { lineEnd, indent: indentAt(text, Math.max(0, body.start - 1)), step: '  ' };
  const isFile = body.start === 0 && body.end === text.length;
  const inner = isFile ? { ...outer, indent: '' } : deeper(outer);
  const empty = gap ? lineEnd : '';
  if (after !== null && startsLine(text, after)) {
    const around = { ...inner, indent: indentAt(text, after.start) };
    const at = nextLineAt(text, after.end);
    const missing = text.charAt(at - 1) === '\n' ? '' : lineEnd;
    const end = missing === '' ? lineEnd : '';
    return [{ start: at, end: at, text: missing + empty + around.indent + source(around) + end }];
  }
  if (isFile) return [{ start: text.length, end: text.length, text: source(inner) + lineEnd }];
  if (!text.slice(body.start, body.end).includes('\n')) return spreadOut(text, body, source, outer);
  const at = nextLineAt(text, body.start);
  return [{ start: at, end: at, text: inner.indent + source(inner) + lineEnd }];
}

/** A block written in one line takes no second attribute there: its parts go on lines of their own. */
function spreadOut(
  text: string,
  body: Body,
  source: (around: Surroundings) => string,
  outer: Surroundings,
): readonly TextChange[] {
  const inner = deeper(outer);
  const written = text.slice(body.start, body.end).trim();
  const parts = [...(written === '' ? [] : [written]), source(inner)];
  const spread = parts.map((part) => inner.indent + part).join(outer.lineEnd);
  return [
    {
      start: body.start,
      end: body.end,
      text: `${outer.lineEnd}${spread}${outer.lineEnd}${outer.indent}`,
    },
  ];
}

function startsLine(text: string, part: Span): boolean {
  return text.slice(lineStartAt(text, part.start), part.start).replace('\uFEFF', '').trim() === '';
}

/** Takes an attribute or a block away with its line and the comment at its end. */
export function removeFromBody(text: string, body: Body, part: Attribute | Block): TextChange {
  const start = lineStartAt(text, part.start);
  const end = nextLineAt(text, part.end);
  if (!startsLine(text, part) || start < body.start || end > body.end) return inlineRemoval(text, body, part);
  const isBlock = 'labels' in part;
  return { ...(isBlock ? withOneGap(text, body, { start, end }) : { start, end }), text: '' };
}

function inlineRemoval(text: string, body: Body, part: Span): TextChange {
  const rest = text.slice(body.start, part.start) + text.slice(part.end, body.end);
  if (rest.trim() === '') return { start: body.start, end: body.end, text: '' };
  return { start: part.start, end: part.end, text: '' };
}

/** Of the empty lines around a block that goes, one side goes with it. */
export function withOneGap(text: string, body: Span, lines: Span): Span {
  const before = text.slice(lineStartAt(text, Math.max(0, lines.start - 1)), lines.start);
  const after = text.slice(lines.end, nextLineAt(text, lines.end));
  const emptyBefore = lines.start > body.start && before !== '' && before.trim() === '';
  const emptyAfter = after !== '' && after.trim() === '' && after.includes('\n');
  const isLast = text.slice(lines.end, body.end).trim() === '';
  if (emptyBefore && (emptyAfter || isLast)) return { start: lines.start - before.length, end: lines.end };
  const isFirst = text.slice(body.start, lines.start).trim() === '';
  return emptyAfter && isFirst ? { start: lines.start, end: lines.end + after.length } : lines;
}

/** The source of a block; the first line without its indentation. */
export function blockSource(block: NewBlock, around: Surroundings): string {
  const labels = (block.labels ?? []).map((label) => ` ${JSON.stringify(label)}`).join('');
  const inner = deeper(around);
  const attributes = alignedEntries(
    block.attributes.map(({ name, value }) => ({ key: name, source: renderValue(value, 'hcl', inner) })),
  );
  const blocks = block.blocks.map((nested) => blockSource(nested, inner));
  const parts = [...attributes, ...(attributes.length > 0 && blocks.length > 0 ? [''] : []), ...blocks];
  if (parts.length === 0) return `${block.kind}${labels} {}`;
  const body = parts.map((part) => (part === '' ? '' : inner.indent + part)).join(around.lineEnd);
  return `${block.kind}${labels} {${around.lineEnd}${body}${around.lineEnd}${around.indent}}`;
}

/**
 * The block that says what an element of reality says: nothing that is null or empty, and nothing that only the
 * provider computes, which is told by its name as far as that goes. Attributes come in the given order, others behind.
 */
export function blockFrom(kind: string, element: JsonObject, order: readonly string[] = []): NewBlock {
  const rank = (name: string): number => (order.includes(name) ? order.indexOf(name) : order.length);
  const entries = Object.entries(element)
    .filter(([name, value]) => says(name, value))
    .toSorted(([a], [b]) => rank(a) - rank(b));
  return {
    kind,
    attributes: entries.filter(([, value]) => !isBlocks(value)).map(([name, value]) => ({ name, value })),
    blocks: entries.flatMap(([name, value]) =>
      isBlocks(value) ? value.map((nested) => blockFrom(name, nested)) : [],
    ),
  };
}

const isBlocks = (value: Json): value is readonly JsonObject[] =>
  isArray(value) && value.length > 0 && value.every(isObject);

const COMPUTED_NAMES = new Set(['id', 'arn', 'unique_id', 'owner_id', 'tags_all']);

function says(name: string, value: Json): boolean {
  if (!isIdentifier(name) || COMPUTED_NAMES.has(name)) return false;
  if (value === null || value === '') return false;
  if (isArray(value)) return value.length > 0;
  return !isObject(value) || Object.keys(value).length > 0;
}

function lastOf<Part extends Span>(parts: readonly Part[]): Part | null {
  let last: Part | null = null;
  for (const part of parts) if (last === null || part.end > last.end) last = part;
  return last;
}
