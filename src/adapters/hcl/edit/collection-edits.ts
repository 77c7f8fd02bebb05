import type { Json } from '#domain/json.ts';

import { isIdentifier, quoteText, renderKey, renderValue, type Surroundings } from './render-value.ts';
import type { Expression, ObjectLiteral, Span } from './syntax-tree.ts';
import { indentAt, isSpace, lineEndOf, lineStartAt, nextLineAt, type TextChange } from './text-change.ts';

type Tuple = Extract<Expression, { kind: 'tuple' }>;

/** How a value looks that stands in the line of this offset. */
export function surroundingsAt(text: string, offset: number): Surroundings {
  return { lineEnd: lineEndOf(text), indent: indentAt(text, offset), step: '  ' };
}

export interface MemberEdits {
  readonly gone: readonly string[];
  readonly come: readonly { readonly name: string; readonly value: Json }[];
}

/** Takes keys away with their lines and adds others behind the last one, in the style of the object. */
export function editMembers(
  text: string,
  object: ObjectLiteral & Span,
  { gone, come }: MemberEdits,
): readonly TextChange[] {
  const { members, notation } = object;
  const isQuoted = members.length > 0 && members.every((member) => member.key.kind === 'text');
  const sign = notation === 'hcl' ? separatorOf(text, object) : ': ';
  return editParts(text, object, members, {
    // Two equal keys say one thing, so both go.
    gone: members.flatMap((member, i) => (member.name !== null && gone.includes(member.name) ? [i] : [])),
    come: come.map(({ name, value }) => ({
      at: members.length,
      source: (around) => {
        const key = isQuoted ? quoteText(name, notation) : renderKey(name, notation);
        return key + sign + renderValue(value, notation, around);
      },
    })),
    commas: notation !== 'hcl' ? 'between' : hasComma(text, members) ? 'after' : 'none',
  });
}

export interface ItemEdits {
  readonly gone: readonly number[];
  /** `at`: before the element that is at this position now. */
  readonly come: readonly { readonly at: number; readonly value: Json }[];
}

/** Takes elements away and adds others, in the style of the list. */
export function editItems(
  text: string,
  tuple: Tuple & Span,
  { gone, come }: ItemEdits,
): readonly TextChange[] {
  const { items, notation } = tuple;
  return editParts(text, tuple, items, {
    gone,
    come: come.map(({ at, value }) => ({ at, source: (around) => renderValue(value, notation, around) })),
    commas: notation === 'hcl' ? 'after' : 'between',
  });
}

interface PartEdits {
  readonly gone: readonly number[];
  readonly come: readonly { readonly at: number; readonly source: (around: Surroundings) => string }[];
  /** On lines of their own: a comma after every part, only between them, or none. */
  readonly commas: 'after' | 'between' | 'none';
}

/** What stands between key and value: ` = ` or ` : `, as the last member has it. Alignment is a later step's work. */
function separatorOf(text: string, object: ObjectLiteral): string {
  const last = object.members.at(-1);
  if (last === undefined) return ' = ';
  const between = text.slice(last.key.end, last.value.start);
  return between.includes('=') ? ' = ' : between;
}

function hasComma(text: string, parts: readonly Span[]): boolean {
  const [first] = parts;
  return first !== undefined && commaAfter(text, first.end) !== null;
}

function editParts(
  text: string,
  whole: Span,
  parts: readonly Span[],
  edits: PartEdits,
): readonly TextChange[] {
  const left = parts.length - edits.gone.length + edits.come.length;
  const [first] = parts;
  if (first === undefined) return fillEmpty(text, whole, edits);
  if (left === 0 && !text.slice(whole.start, whole.end).includes('#')) {
    return [{ start: whole.start + 1, end: whole.end - 1, text: '' }];
  }
  return parts.every((part) => isAlone(text, whole, part))
    ? editLines(text, parts, edits, indentAt(text, first.start))
    : editGaps(text, whole, parts, edits);
}

/** Every part on a line of its own: whole lines come and go. */
function editLines(
  text: string,
  parts: readonly Span[],
  { gone, come, commas }: PartEdits,
  indent: string,
): readonly TextChange[] {
  const lineEnd = lineEndOf(text);
  const around = { lineEnd, indent, step: '  ' };
  const last = parts.length - 1;
  const changes: TextChange[] = gone.map((i) => ({ ...lineOf(text, parts[i]), text: '' }));
  const finalCome = come.findLast(({ at }) => at > last);
  for (const { at, source } of come) {
    const next = parts[at];
    const offset = next === undefined ? lineOf(text, parts[last]).end : lineStartAt(text, next.start);
    const isFinal = finalCome?.source === source;
    const comma = commas === 'after' || (commas === 'between' && !isFinal) ? ',' : '';
    changes.push({ start: offset, end: offset, text: indent + source(around) + comma + lineEnd });
  }
  const lastKept = parts.findLastIndex((_, i) => !gone.includes(i));
  const kept = parts[lastKept];
  if (kept === undefined || commas === 'none') return changes;
  const comma = commaAfter(text, kept.end);
  if (finalCome !== undefined && comma === null) {
    const apart = endsInHeredoc(text, kept) ? lineEnd + indent : '';
    changes.push({ start: kept.end, end: kept.end, text: `${apart},` });
  }
  // JSON allows no comma behind the last one.
  if (finalCome === undefined && lastKept < last && commas === 'between' && comma !== null) {
    changes.push({ start: comma - 1, end: comma, text: '' });
  }
  return changes;
}

/** Parts beside each other: only what stands between those that stay changes. */
function editGaps(
  text: string,
  whole: Span,
  parts: readonly Span[],
  { gone, come }: PartEdits,
): readonly TextChange[] {
  const around = surroundingsAt(text, whole.start);
  const kept = parts.flatMap((part, i) => (gone.includes(i) ? [] : [{ part, i }]));
  const changes: TextChange[] = [];
  const first = parts[0] ?? whole;
  const last = parts.at(-1) ?? whole;
  for (let gap = 0; gap <= kept.length; gap += 1) {
    const before = kept[gap - 1];
    const after = kept[gap];
    const from = (before?.i ?? -1) + 1;
    const to = after?.i ?? parts.length;
    const sources = come
      .filter(({ at }) => (before === undefined || at > before.i) && (after === undefined || at <= after.i))
      .map(({ source }) => source(around));
    if (sources.length === 0 && to === from) continue;
    // Where nothing goes, comments between the parts have nobody to go with.
    if (to === from && before !== undefined) {
      const { end } = before.part;
      const apart = endsInHeredoc(text, before.part) ? around.lineEnd + around.indent + around.step : '';
      changes.push({ start: end, end, text: apart + ['', ...sources].join(', ') });
      continue;
    }
    const written = [...(before === undefined ? [] : ['']), ...sources, ...(after === undefined ? [] : [''])];
    const start = before?.part.end ?? first.start;
    const end = after?.part.start ?? last.end;
    const apart =
      before !== undefined && endsInHeredoc(text, before.part) ? around.lineEnd + around.indent : '';
    changes.push({ start, end, text: apart + written.join(', ') });
  }
  return changes;
}

function fillEmpty(text: string, whole: Span, { come, commas }: PartEdits): readonly TextChange[] {
  const around = surroundingsAt(text, whole.start);
  const inside = { start: whole.start + 1, end: whole.end - 1 };
  const content = text.slice(inside.start, inside.end);
  const isList = text.charAt(whole.start) === '[';
  if (content.trim() === '' && isList && !content.includes('\n')) {
    return [{ ...inside, text: come.map(({ source }) => source(around)).join(', ') }];
  }
  const indent = around.indent + around.step;
  const inner = { ...around, indent };
  const lines = come.map(({ source }, i) => {
    const comma = isList || (commas === 'between' && i < come.length - 1) ? ',' : '';
    return indent + source(inner) + comma;
  });
  const written = lines.join(around.lineEnd) + around.lineEnd;
  if (content.trim() === '') {
    return [{ ...inside, text: around.lineEnd + written + around.indent }];
  }
  // Only comments stand in it.
  const line = lineStartAt(text, whole.end - 1);
  return [{ start: line, end: line, text: written }];
}

/** Whether the lines of a part, its comma and a comment behind it belong to it alone. */
function isAlone(text: string, whole: Span, part: Span): boolean {
  const line = lineOf(text, part);
  if (line.start <= whole.start || line.end > whole.end) return false;
  return (
    text.slice(line.start, part.start).trim() === '' &&
    text.slice(contentEnd(text, part), line.end).trim() === ''
  );
}

const lineOf = (text: string, part: Span | undefined): Span => ({
  start: lineStartAt(text, part?.start ?? text.length),
  end: nextLineAt(text, part === undefined ? text.length : contentEnd(text, part)),
});

/** The end of a part with its comma and the comment that ends its line. */
function contentEnd(text: string, part: Span): number {
  const from = commaAfter(text, part.end) ?? part.end;
  let end = nextLineAt(text, from);
  while (end > from && isSpace(text.charAt(end - 1))) end -= 1;
  return startsComment(text.slice(from, end).trim()) ? end : from;
}

const startsComment = (text: string): boolean =>
  text.startsWith('#') || text.startsWith('//') || (text.startsWith('/*') && text.endsWith('*/'));

/** Behind the mark that ends a heredoc its line must end too. */
export function endsInHeredoc(text: string, part: Span): boolean {
  const mark = text.slice(lineStartAt(text, part.end), part.end).trim();
  const opens = (sign: string): boolean => text.slice(part.start, part.end).includes(sign + mark);
  return isIdentifier(mark) && (opens('<<') || opens('<<-'));
}

/** The offset behind the comma that follows, or null. */
function commaAfter(text: string, from: number): number | null {
  let at = from;
  while (isSpace(text.charAt(at))) at += 1;
  return text.charAt(at) === ',' ? at + 1 : null;
}
