import { createRequire } from 'node:module';

/** Signs that take one column each: printable Latin, and those that the reports draw with. */
const PLAIN = /^[\x20-\x7e\u00a1-\u00ac\u00ae-\u00ff\u2010-\u2027\u2190-\u2193\u2500-\u257f\u2713\u2717]*$/;

type Measure = (text: string) => number;

let full: Measure | undefined;

/**
 * How many columns a text takes in a terminal, colours not counted. The full measure knows every script and emoji;
 * loading it takes longer than writing a whole report, and most reports need it for nothing.
 */
export function textWidth(text: string): number {
  if (PLAIN.test(text)) return text.length;
  full ??= (createRequire(import.meta.url)('string-width') as { readonly default: Measure }).default;
  return full(text);
}
