import { isArray, isObject, type Json } from '../../json.ts';
import type { Side } from '../report.ts';
import { shorten, shortenPair } from './shorten.ts';
import { quoted } from './visible-text.ts';

const IDENTIFIER = /^[A-Za-z_][\w-]*$/;

export interface ValueStyle {
  /** Writes fields that hold null, "", [] or {} too; without it they are left out of objects. */
  readonly keepEmpty: boolean;
}

/** One line, as Terraform would write it: `"a"`, `["a", "b"]`, `{from_port = 22, protocol = "tcp"}`. */
export function valueText(value: Json, style: ValueStyle = { keepEmpty: false }): string {
  if (typeof value === 'string') return quoted(value);
  if (isArray(value)) return `[${value.map((item) => valueText(item, style)).join(', ')}]`;
  if (!isObject(value)) return String(value);
  const fields = Object.keys(value)
    .toSorted()
    .flatMap((key) => fieldText(key, value[key] ?? null, style));
  return `{${fields.join(', ')}}`;
}

function fieldText(key: string, value: Json, style: ValueStyle): readonly string[] {
  if (!style.keepEmpty && isEmpty(value)) return [];
  const name = IDENTIFIER.test(key) ? key : quoted(key);
  return [`${name} = ${valueText(value, style)}`];
}

const isEmpty = (value: Json): boolean =>
  value === null ||
  value === '' ||
  (isArray(value) && value.length === 0) ||
  (isObject(value) && Object.keys(value).length === 0);

/** One side of a difference in words or as a value; at most `max` characters. */
export function sideText(side: Side, max = Number.POSITIVE_INFINITY): string {
  return shorten(fullText(side, { keepEmpty: false }), max);
}

function fullText(side: Side, style: ValueStyle): string {
  switch (side.kind) {
    case 'value':
      return valueText(side.value, style);
    case 'secret':
      return '(sensitive)';
    case 'absent':
      return '(nothing)';
    case 'unknown':
      return '(known after apply)';
    case 'unset':
      return '(not set)';
  }
}

export interface PairText {
  readonly before: string;
  readonly after: string;
}

/** Both sides, each at most `max` characters; what differs between them is never what is cut away. */
export function pairText(before: Side, after: Side, max = Number.POSITIVE_INFINITY): PairText {
  let texts = [fullText(before, { keepEmpty: false }), fullText(after, { keepEmpty: false })] as const;
  // Two objects that differ only in their empty fields would read the same without them.
  if (texts[0] === texts[1]) {
    texts = [fullText(before, { keepEmpty: true }), fullText(after, { keepEmpty: true })];
  }
  const [left, right] = shortenPair(texts[0], texts[1], max);
  return { before: left, after: right };
}
