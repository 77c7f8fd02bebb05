import { JsonTextError, type PlacedJson, readJson } from '../json-text.ts';
import type { Expression, Notation, Span } from './syntax-tree.ts';

/** How a JSON text stands in its file. */
export interface JsonPlace {
  /** Offset of the text in the file. */
  readonly base: number;
  readonly notation: Exclude<Notation, 'hcl'>;
  /** What a text means that stands at this place of the file. */
  readonly meaning: (
    text: string,
    span: Span,
  ) => Extract<Expression, { readonly kind: 'text' | 'computed' | 'template' | 'reference' }>;
}

/** A file whose texts mean themselves. */
export const PLAIN_JSON: JsonPlace = {
  base: 0,
  notation: 'json',
  meaning: (text, span) => ({ ...span, kind: 'text', notation: 'json', text }),
};

/** JSON as expressions; null when the text is no JSON. */
export function readJsonTree(text: string, place: JsonPlace = PLAIN_JSON): Expression | null {
  try {
    return expressionOf(readJson(text), text, place);
  } catch (error) {
    if (error instanceof JsonTextError) return null;
    throw error;
  }
}

function expressionOf(json: PlacedJson, text: string, place: JsonPlace): Expression {
  const { base, notation } = place;
  const span = { start: json.start + base, end: json.end + base };
  switch (json.kind) {
    case 'object':
      return {
        ...span,
        kind: 'object',
        notation,
        members: json.members.map((member) => {
          const start = member.start + base;
          const keyEnd = start + JSON.stringify(member.name).length;
          return {
            start,
            end: member.end + base,
            name: member.name,
            key: { start, end: keyEnd, kind: 'text', notation, text: member.name },
            value: expressionOf(member.value, text, place),
          };
        }),
      };
    case 'array': {
      const items = json.items.map((item) => expressionOf(item, text, place));
      return { ...span, kind: 'tuple', notation, items };
    }
    case 'string':
      return place.meaning(json.text, span);
    case 'scalar': {
      const source = text.slice(json.start, json.end);
      if (source === 'null') return { ...span, kind: 'null', notation };
      if (source === 'true' || source === 'false')
        return { ...span, kind: 'bool', notation, value: source === 'true' };
      return { ...span, kind: 'number', notation, source };
    }
  }
}
