import { isArray, isObject, type Json } from '#domain/json.ts';

import type { Notation } from './syntax-tree.ts';

/** How text around a new value looks: its line ends, and the indentation of the line it stands in. */
export interface Surroundings {
  readonly lineEnd: '\n' | '\r\n';
  readonly indent: string;
  /** One level more. */
  readonly step: string;
}

/** A value as source. Lists and objects with members of their own take several lines, as people write them. */
export function renderValue(value: Json, notation: Notation, around: Surroundings): string {
  if (notation === 'hcl') return hclSource(value, around);
  const source = jsonSource(value, around);
  return notation === 'json' ? source : escapeTemplates(source);
}

/** An object key as HCL wants it: bare where the name is one. */
export function renderKey(name: string, notation: Notation): string {
  return notation !== 'hcl' || !isIdentifier(name) ? quoteText(name, notation) : name;
}

/** A text between quotes, so that it means itself in this notation: nothing in it is interpolated or escaped. */
export function quoteText(text: string, notation: Notation): string {
  if (notation === 'json') return JSON.stringify(text);
  if (notation === 'json-template') return escapeTemplates(JSON.stringify(text));
  let quoted = '';
  for (const char of text) quoted += ESCAPES[char] ?? (char < ' ' ? unicodeEscape(char) : char);
  return `"${escapeTemplates(quoted)}"`;
}

/** `${` and `%{` doubled, as templates and heredocs need it. */
export const escapeTemplates = (text: string): string =>
  text.replaceAll('${', '$$${').replaceAll('%{', '%%{');

const ESCAPES: Readonly<Record<string, string>> = {
  '\n': String.raw`\n`,
  '\r': String.raw`\r`,
  '\t': String.raw`\t`,
  '"': String.raw`\"`,
  '\\': String.raw`\\`,
};

const unicodeEscape = (char: string): string =>
  String.raw`\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;

const IDENTIFIER = /^[\p{ID_Start}_][\p{ID_Continue}-]*$/u;

export const isIdentifier = (name: string): boolean => IDENTIFIER.test(name);

function hclSource(value: Json, around: Surroundings): string {
  if (isArray(value)) return hclList(value, around);
  if (!isObject(value)) return typeof value === 'string' ? quoteText(value, 'hcl') : JSON.stringify(value);
  const members = Object.entries(value);
  if (members.length === 0) return '{}';
  const inner = deeper(around);
  const entries = members.map(([name, member]) => ({
    key: keySource(name),
    source: hclSource(member, inner),
  }));
  return lines('{', alignedEntries(entries), '}', around);
}

/** `key = value` lines, the equals signs of neighbours that end in their own line under each other. */
export function alignedEntries(
  entries: readonly { readonly key: string; readonly source: string }[],
): readonly string[] {
  const result: string[] = [];
  for (let from = 0; from < entries.length;) {
    let to = from;
    while (to < entries.length && !entries[to]?.source.includes('\n')) to += 1;
    const chain = entries.slice(from, Math.max(to, from + 1));
    const widest = Math.max(...chain.map(({ key }) => key.length));
    result.push(...chain.map(({ key, source }) => `${key.padEnd(widest)} = ${source}`));
    from += chain.length;
  }
  return result;
}

const keySource = (name: string): string => renderKey(name, 'hcl');

function hclList(items: readonly Json[], around: Surroundings): string {
  const isPlain = items.every((item) => !isObject(item) && !isArray(item));
  if (isPlain) return `[${items.map((item) => hclSource(item, around)).join(', ')}]`;
  const inner = deeper(around);
  return lines(
    '[',
    items.map((item) => `${hclSource(item, inner)},`),
    ']',
    around,
  );
}

function jsonSource(value: Json, around: Surroundings): string {
  const inner = deeper(around);
  if (isArray(value)) {
    if (value.every((item) => !isObject(item) && !isArray(item))) {
      return `[${value.map((item) => JSON.stringify(item)).join(', ')}]`;
    }
    return lines('[', withCommas(value.map((item) => jsonSource(item, inner))), ']', around);
  }
  if (!isObject(value)) return JSON.stringify(value);
  const members = Object.entries(value).map(
    ([name, member]) => `${JSON.stringify(name)}: ${jsonSource(member, inner)}`,
  );
  return members.length === 0 ? '{}' : lines('{', withCommas(members), '}', around);
}

const withCommas = (parts: readonly string[]): readonly string[] =>
  parts.map((part, i) => (i < parts.length - 1 ? `${part},` : part));

export const deeper = (around: Surroundings): Surroundings => ({
  ...around,
  indent: around.indent + around.step,
});

function lines(open: string, inner: readonly string[], close: string, around: Surroundings): string {
  const { lineEnd, indent, step } = around;
  return [open, ...inner.map((line) => indent + step + line), indent + close].join(lineEnd);
}
