import type { Json } from '#domain/json.ts';

import { quoteText, renderValue, type Surroundings } from './render-value.ts';
import type { Expression, Notation } from './syntax-tree.ts';

/**
 * The source that takes the place of an expression. A number or a switch stays in quotes, or without them, as the code
 * has it: Terraform converts either.
 */
export function replacementSource(
  expression: Expression,
  value: Json,
  notation: Notation,
  around: Surroundings,
): string {
  const { kind } = expression;
  if (kind === 'text' && (typeof value === 'number' || typeof value === 'boolean')) {
    return quoteText(String(value), notation);
  }
  if (typeof value === 'string') {
    if (kind === 'number' && isNumber(value)) return value;
    if (kind === 'bool' && (value === 'true' || value === 'false')) return value;
  }
  return renderValue(value, notation, around);
}

const isNumber = (text: string): boolean => /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/.test(text);

/** Whether a literal already says this value, in whichever style. */
export function saysAlready(expression: Expression, value: Json): boolean {
  if (expression.kind === 'null') return value === null;
  if (value === null || typeof value === 'object') return false;
  if (expression.kind === 'text') return expression.text === String(value);
  if (expression.kind === 'bool') return String(expression.value) === String(value);
  return expression.kind === 'number' && value !== '' && Number(expression.source) === Number(value);
}
