import { compareText } from '#domain/drift/order.ts';
import type { DriftEvent, DriftEventKind } from '#domain/drift/life/drift-event.ts';
import { Side } from '#domain/drift/report.ts';
import type { Json, JsonObject } from '#domain/json.ts';
import type { Ink } from '../report/ansi.ts';
import { arrow } from '#domain/drift/text/change.ts';
import { shorten } from '#domain/drift/text/shorten.ts';
import { textWidth } from '../report/text-width.ts';
import { valueText } from '#domain/drift/text/value-text.ts';
import { visible } from '#domain/drift/text/visible-text.ts';
import { wrapParts, wrapText } from '../report/wrap-text.ts';
import { instantText } from './time-text.ts';

const GAP = '  ';
const LONGEST_FACT = 120;

const PAINT: Readonly<Partial<Record<DriftEventKind, keyof Ink>>> = {
  found: 'red',
  reopened: 'red',
  expired: 'red',
  not_verified: 'red',
  refused: 'yellow',
  changed: 'yellow',
  flapping: 'yellow',
  verified: 'green',
  vanished: 'green',
};

/** `2026-03-01 12:00:00 UTC  scan: found at ...`; below it what changed, then what stands behind it. */
export function eventLines(event: DriftEvent, paint: Ink, width: number): readonly string[] {
  const start = instantText(event.at) + GAP;
  const indent = ' '.repeat(textWidth(start));
  const color = paint[PAINT[event.kind] ?? 'bold'];
  const room = Math.max(30, width - indent.length);
  const who = event.actor === null ? 'scan' : visible(event.actor);
  const lines = [
    ...wrapText(`${who}: ${visible(event.text)}`, room).map(color),
    ...changeLines(event.evidence, room),
    ...factLines(event.evidence, room).map(paint.dim),
  ];
  return lines.map((line, i) => (i === 0 ? start : indent) + line);
}

const BEFORE = 'before';
const AFTER = 'after';

/** The two sides that an event keeps as evidence. */
function changeLines(evidence: JsonObject, room: number): readonly string[] {
  const before = Side.safeParse(evidence[BEFORE]);
  const after = Side.safeParse(evidence[AFTER]);
  return before.success && after.success ? [arrow(before.data, after.data, room)] : [];
}

/** By name: a database gives the members of an object back in an order of its own. */
function factLines(evidence: JsonObject, room: number): readonly string[] {
  const facts = Object.entries(evidence)
    .filter(([name]) => name !== BEFORE && name !== AFTER)
    .toSorted(([a], [b]) => compareText(a, b))
    .map(([name, value]) => `${visible(name).replaceAll('_', ' ')} ${factText(value)}`);
  return facts.length === 0 ? [] : wrapParts(facts, ' · ', room);
}

const factText = (value: Json): string =>
  shorten(typeof value === 'string' ? visible(value) : valueText(value), LONGEST_FACT);
