import { canonicalText, type Json } from '../../json.ts';
import type { Difference, Side } from '../report.ts';
import { changedLines } from './line-diff.ts';
import { pairText, sideText } from './value-text.ts';
import { visible } from './visible-text.ts';

/** What a difference says, computed once; each format only decides how it looks. */
export type Change =
  | { readonly kind: 'words'; readonly text: string }
  | { readonly kind: 'pair'; readonly before: Side; readonly after: Side }
  | { readonly kind: 'lines'; readonly text: string; readonly before: string; readonly after: string }
  | { readonly kind: 'document'; readonly text: string; readonly parts: readonly DocumentPart[] };

export interface DocumentPart {
  readonly path: string;
  readonly before: Side;
  readonly after: Side;
}

/** Code ahead of reality reads from reality to code; everything else from what was remembered to what is. */
export function sidesOf(difference: Difference): { readonly before: Side; readonly after: Side } {
  return difference.class === 'unapplied_code'
    ? { before: difference.reality, after: difference.intent }
    : { before: difference.memory, after: difference.reality };
}

export function changeOf(difference: Difference): Change {
  const whole = wholeResource(difference);
  if (whole !== null) return { kind: 'words', text: whole };
  const { before, after } = sidesOf(difference);
  if (difference.document_changes.length > 0) return documentChange(difference);
  if (before.kind === 'secret' && after.kind === 'secret') {
    const changed = before.digest !== after.digest;
    return { kind: 'words', text: changed ? '(sensitive, changed)' : '(sensitive)' };
  }
  const left = textValue(before);
  const right = textValue(after);
  // A line end at the very end is told better by the value itself.
  if (left !== null && right !== null && `${left.trimEnd()}${right.trimEnd()}`.includes('\n')) {
    return linesChange(left, right);
  }
  return { kind: 'pair', before, after };
}

/**
 * What the code asks for when that is neither what was remembered nor what is: the next apply then brings a third
 * value. Null when there is nothing to add.
 */
export function codeSays(difference: Difference, max = Number.POSITIVE_INFINITY): string | null {
  const { intent, memory, path } = difference;
  if (difference.class !== 'conflict' || path === '' || intent.kind === 'unset') return null;
  if (sameSide(intent, memory)) return null;
  if (intent.kind === 'secret') return 'code says another sensitive value';
  const brief = changeOf(difference).kind === 'pair' || intent.kind !== 'value';
  return brief ? `code says ${sideText(intent, max)}` : 'code says something else again';
}

/** The whole change on one line of at most about `max` characters, for formats without layout. */
export function changeLine(difference: Difference, max: number): string {
  const change = changeOf(difference);
  const says = codeSays(difference, max);
  const suffix = says === null ? '' : ` (${says})`;
  switch (change.kind) {
    case 'words':
      return change.text + suffix;
    case 'pair':
      return arrow(change.before, change.after, max) + suffix;
    case 'lines':
      return `${change.text}: ${arrow(asSide(change.before), asSide(change.after), max)}${suffix}`;
    case 'document':
      return `${change.text}: ${documentLine(change.parts, max)}${suffix}`;
  }
}

/** `before -> after`, each at most half of `max` characters; `added X` and `removed X` where one side is nothing. */
export function arrow(before: Side, after: Side, max: number): string {
  const one = cameOrWent(before, after);
  if (one !== null) return `${one.word} ${sideText(one.side, max)}`;
  const pair = pairText(before, after, Math.floor(max / 2));
  return `${pair.before} -> ${pair.after}`;
}

/** A block or a map key that is on one side only reads as one thing that came or went. */
export function cameOrWent(
  before: Side,
  after: Side,
): { readonly word: 'added' | 'removed'; readonly side: Side } | null {
  if (before.kind === 'absent' && after.kind !== 'absent') return { word: 'added', side: after };
  return after.kind === 'absent' && before.kind !== 'absent' ? { word: 'removed', side: before } : null;
}

/** `aws_sqs_queue.jobs delay_seconds`: where the difference is, safe to print. */
export function subjectOf(difference: Difference): string {
  const path = difference.path === '' ? '' : ` ${visible(difference.path)}`;
  return visible(difference.address) + path;
}

/** Notes, and the labels that rules have put on it. */
export function remarks(difference: Difference): readonly string[] {
  const labels = difference.rules
    .filter((rule) => rule.effect === 'labelled')
    .map((rule) => (rule.note === undefined ? rule.rule : `${rule.rule}: ${rule.note}`));
  return [...labels, ...difference.notes].map(visible);
}

const asSide = (text: string): Side => ({ kind: 'value', value: text });

function wholeResource(difference: Difference): string | null {
  // An output has no path of its own; what it was and is says more than that it came or went.
  if (difference.path !== '' || difference.resource_type === 'output') return null;
  if (difference.class === 'unapplied_code') {
    if (difference.change === 'added') return 'in the code, not created yet';
    return difference.change === 'removed' ? 'gone from the code, still there' : null;
  }
  if (difference.class === 'deleted' || difference.change === 'removed') return 'deleted';
  return difference.change === 'added' ? 'added' : null;
}

function documentChange(difference: Difference): Change {
  const parts = difference.document_changes.map((part) => ({
    path: visible(part.path),
    before: part.before,
    after: part.after,
  }));
  const text = `document changed in ${parts.length} ${parts.length === 1 ? 'place' : 'places'}`;
  return { kind: 'document', text, parts };
}

function documentLine(parts: readonly DocumentPart[], max: number): string {
  const shown = parts.slice(0, 3).map((part) => `${part.path} ${partLine(part, Math.floor(max / 2))}`);
  const more = parts.length - shown.length;
  return [...shown, ...(more > 0 ? [`${more} more`] : [])].join('; ');
}

/** One change inside a document. */
export function partLine(part: DocumentPart, max: number): string {
  const { before, after } = part;
  return before.kind === 'secret' && after.kind === 'secret'
    ? '(sensitive, changed)'
    : arrow(before, after, max);
}

function linesChange(before: string, after: string): Change {
  const { gone, come } = changedLines(before, after);
  const text = `${gone} ${gone === 1 ? 'line' : 'lines'} removed, ${come} added`;
  return { kind: 'lines', text, before, after };
}

const textValue = (side: Side): string | null =>
  side.kind === 'value' && typeof side.value === 'string' ? side.value : null;

function sameSide(a: Side, b: Side): boolean {
  if (a.kind === 'value' && b.kind === 'value') return dataText(a.value) === dataText(b.value);
  if (a.kind === 'secret' && b.kind === 'secret') return a.digest === b.digest;
  return a.kind === b.kind;
}

/** A JSON document in a string is compared as data: the code may write the same policy with other white space. */
function dataText(value: Json): string {
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return canonicalText(value);
  try {
    return canonicalText(JSON.parse(value) as Json);
  } catch {
    return canonicalText(value);
  }
}
