import type { Json } from '#domain/json.ts';

import { heredocText } from './heredoc-text.ts';
import { type Expression, without } from './syntax-tree.ts';
import { type Known, NOT_KNOWN } from './written.ts';

/** What an expression says by itself, without any name in it being followed. */
export function literalValue(text: string, written: Expression): Known {
  const expression = without(written);
  switch (expression.kind) {
    case 'text':
      return expression.text;
    case 'number':
      return numberOf(expression.source);
    case 'bool':
      return expression.value;
    case 'null':
      return null;
    case 'heredoc':
      return heredocText(text, expression) ?? NOT_KNOWN;
    case 'tuple':
      return expression.items.map((item) => literalValue(text, item));
    case 'object':
      if (expression.members.some((member) => member.name === null)) return NOT_KNOWN;
      return Object.fromEntries(
        expression.members.map((member) => [member.name ?? '', literalValue(text, member.value)]),
      );
    case 'brackets':
    case 'template':
    case 'reference':
    case 'call':
    case 'conditional':
    case 'for':
    case 'computed':
      return NOT_KNOWN;
  }
}

/** Long integers stay text, as everywhere in Kedge: a double would lose digits. */
export function numberOf(source: string): number | string {
  const value = Number(source.replaceAll(' ', ''));
  return Number.isInteger(value) && !Number.isSafeInteger(value) ? source : value;
}

/** The value as JSON, unknown parts as something that no value equals. */
export function jsonOf(known: Known): Json {
  if (known === NOT_KNOWN) return '\u0000not known';
  if (Array.isArray(known)) return known.map((item: Known) => jsonOf(item));
  if (typeof known !== 'object' || known === null) return known;
  return Object.fromEntries(Object.entries(known).map(([name, member]) => [name, jsonOf(member)]));
}
