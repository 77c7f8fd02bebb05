import type { Difference, Side } from '#domain/drift/report.ts';
import type { Severity } from '#domain/drift/severity.ts';
import type { Ink } from './ansi.ts';
import {
  cameOrWent,
  changeOf,
  codeSays,
  partLine,
  remarks,
  subjectOf,
  type Change,
} from '#domain/drift/text/change.ts';
import { lineDiff, type DiffLine } from '#domain/drift/text/line-diff.ts';
import { shorten } from '#domain/drift/text/shorten.ts';
import { pairText, sideText } from '#domain/drift/text/value-text.ts';
import { visible } from '#domain/drift/text/visible-text.ts';
import { wrapText } from './wrap-text.ts';
import { textWidth } from './text-width.ts';

export interface TableStyle {
  readonly ink: Ink;
  /** Columns that may be used. */
  readonly width: number;
  /** Prefix for file names, with a slash at its end; empty when none is needed. */
  readonly root: string;
  readonly short: (fingerprint: string) => string;
}

const BADGE_WIDTH = 8;
const GAP = '  ';
/** Where the text under a badge begins. */
const INDENT = ' '.repeat(2 + BADGE_WIDTH + 2);
const MAX_DIFF_LINES = 8;
/** Changes inside of one document. */
const MAX_PARTS = 12;
/** Objects and lists may go over this many lines before they are cut: what was opened must stay readable. */
const MAX_VALUE_LINES = 3;

/**
 * One difference: `BADGE  address path  before -> after  main.tf:12  3f9a2c` on one line when that fits, else the
 * change stands below its subject. `subjectWidth` aligns the changes of neighbours; `tag` stands behind the change.
 */
export function differenceLines(
  difference: Difference,
  subjectWidth: number,
  style: TableStyle,
  tag = '',
): readonly string[] {
  const change = changeOf(difference);
  const suffix = suffixText(difference, tag, style.ink);
  const lead = `  ${badge(difference.severity, style.ink)}${GAP}`;
  const subject = subjectText(difference, style.ink);
  const meta = metaText(difference, style);
  const brief = briefText(change, style.ink) + suffix;
  const oneLine = [padTo(subject, subjectWidth), subject]
    .map((text) => lead + text + GAP + brief)
    .find((text) => fits(text, meta, style));
  const head =
    oneLine === undefined
      ? wrappedLines(lead + subject, change, suffix, meta, style)
      : [withMeta(oneLine, meta, style)];
  return [...head, ...detailLines(difference, change, style)].map((line) => line.trimEnd());
}

/** How wide the column of subjects must be: the widest one that still leaves room for its change. */
export function subjectColumn(differences: readonly Difference[], style: TableStyle): number {
  const limit = Math.floor(style.width * 0.45);
  const widths = differences.map((d) => textWidth(subjectOf(d))).filter((width) => width <= limit);
  return Math.max(0, ...widths);
}

function subjectText(difference: Difference, ink: Ink): string {
  const path = difference.path === '' ? '' : ` ${ink.cyan(visible(difference.path))}`;
  return ink.bold(visible(difference.address)) + path;
}

function badge(severity: Severity, ink: Ink): string {
  const text = severity.toUpperCase();
  const paint: Record<Severity, (text: string) => string> = {
    critical: ink.alarm,
    high: ink.red,
    medium: ink.yellow,
    low: ink.blue,
  };
  return paint[severity](text) + ' '.repeat(BADGE_WIDTH - text.length);
}

function metaText(difference: Difference, style: TableStyle): string {
  const { code } = difference;
  const place = code === null ? '' : `${visible(style.root + code.file)}:${code.line}`;
  return style.ink.dim([place, style.short(difference.fingerprint)].filter((part) => part !== '').join(GAP));
}

function suffixText(difference: Difference, tag: string, ink: Ink): string {
  const says = codeSays(difference, 60);
  return (says === null ? '' : GAP + ink.yellow(`(${says})`)) + (tag === '' ? '' : GAP + ink.dim(tag));
}

/** What fits behind the subject; values in full, because cut ones belong below. */
function briefText(change: Change, ink: Ink): string {
  if (change.kind === 'words') return change.text === 'deleted' ? ink.red(change.text) : change.text;
  if (change.kind !== 'pair') return change.text;
  const one = cameOrWent(change.before, change.after);
  if (one !== null) return `${one.word} ${ink.bold(sideText(one.side))}`;
  const pair = pairText(change.before, change.after);
  return `${pair.before} ${ink.dim('->')} ${ink.bold(pair.after)}`;
}

/** The subject, then the change; file and fingerprint stand right on the first line that has room. */
function wrappedLines(
  subject: string,
  change: Change,
  suffix: string,
  meta: string,
  style: TableStyle,
): readonly string[] {
  const lines = [subject, ...belowLines(change, suffix, style)];
  const place = lines.slice(0, 2).findIndex((line) => fits(line, meta, style));
  return place === -1
    ? [...lines, INDENT + meta]
    : lines.map((line, i) => (i === place ? withMeta(line, meta, style) : line));
}

/** Below the subject: on one line if it fits, else both sides under each other, cut to the width. */
function belowLines(change: Change, suffix: string, style: TableStyle): readonly string[] {
  const { ink, width } = style;
  const whole = INDENT + briefText(change, ink);
  const added = (lines: readonly string[]): readonly string[] => {
    const last = lines.at(-1) ?? '';
    return textWidth(last + suffix) <= width
      ? [...lines.slice(0, -1), last + suffix]
      : [...lines, INDENT + suffix.trimStart()];
  };
  if (change.kind !== 'pair' || textWidth(whole) <= width) return added([whole]);
  const room = Math.max(20, width - INDENT.length - 3);
  const one = cameOrWent(change.before, change.after);
  if (one !== null) {
    const text = sideText(one.side, room * MAX_VALUE_LINES);
    return added(wrapText(`${one.word} ${text}`, width, INDENT));
  }
  const lines = isStructured(change.before) || isStructured(change.after) ? MAX_VALUE_LINES : 1;
  const pair = pairText(change.before, change.after, room * lines);
  return added([
    ...wrapText(pair.before, width, `${INDENT}   `),
    ...wrapText(pair.after, width, `${INDENT}-> `).map(ink.bold),
  ]);
}

const isStructured = (side: Side): boolean =>
  side.kind === 'value' && typeof side.value === 'object' && side.value !== null;

function detailLines(difference: Difference, change: Change, style: TableStyle): readonly string[] {
  const { ink, width } = style;
  const lines: string[] = [];
  if (change.kind === 'document') {
    for (const part of change.parts.slice(0, MAX_PARTS)) {
      const room = Math.max(30, width - INDENT.length - textWidth(part.path) - 6);
      lines.push(`${ink.cyan(part.path)}  ${partLine(part, room)}`);
    }
    const more = change.parts.length - MAX_PARTS;
    if (more > 0)
      lines.push(ink.dim(`… ${more} more; kedge explain ${style.short(difference.fingerprint)} shows all`));
  }
  if (change.kind === 'lines') {
    const diff = lineDiff(change.before, change.after, MAX_DIFF_LINES);
    lines.push(...diff.map((line) => diffText(line, width - INDENT.length - 2, ink)));
  }
  if (difference.previous_address !== null) {
    lines.push(ink.dim(`moved from ${visible(difference.previous_address)}`));
  }
  const notes = remarks(difference).flatMap((remark) => wrapText(remark, width - INDENT.length));
  return [...lines, ...notes.map(ink.dim)].map((line) => INDENT + line);
}

function diffText({ sign, text }: DiffLine, room: number, ink: Ink): string {
  const short = shorten(text, room);
  if (sign === '-') return ink.red(`- ${short}`);
  return sign === '+' ? ink.green(`+ ${short}`) : ink.dim(`${sign} ${short}`);
}

const fits = (text: string, meta: string, { width }: TableStyle): boolean =>
  textWidth(text) + GAP.length + textWidth(meta) <= width;

const withMeta = (text: string, meta: string, { width }: TableStyle): string =>
  padTo(text, width - textWidth(meta)) + meta;

export const padTo = (text: string, width: number): string =>
  text + ' '.repeat(Math.max(0, width - textWidth(text)));
