/** A selector of one metric: `http_requests_total{service="checkout"}`. */
export interface Selector {
  readonly name: string;
  /** What stands between the braces; '' for none. */
  readonly matchers: string;
}

/** null for anything that is more than a name and matchers: an expression has no buckets to look up. */
export function parseSelector(text: string): Selector | null {
  const found = /^\s*([A-Za-z_:][\w:]*)\s*(?:\{((?:[^{}"]|"(?:[^"\\]|\\.)*")*)\}\s*)?$/.exec(text);
  if (found === null) return null;
  const matchers = (found[2] ?? '').trim().replace(/,$/, '');
  return { name: found[1] ?? '', matchers };
}

/** The selector with another ending of its name and one more matcher. */
export function selectorText({ name, matchers }: Selector, suffix = '', matcher = ''): string {
  const all = [matchers, matcher].filter((each) => each !== '').join(',');
  return `${name}${suffix}${all === '' ? '' : `{${all}}`}`;
}

/** `le="0.5"`: client libraries write whole bounds as `1` or `1.0`, and Go large and small ones with an exponent. */
export function boundMatcher(bound: number): string {
  const texts = new Set([String(bound), goText(bound), ...(Number.isInteger(bound) ? [`${bound}.0`] : [])]);
  const alternatives = [...texts].map((text) => text.replaceAll(/[.+]/g, '\\\\$&'));
  return `le=~"${alternatives.join('|')}"`;
}

/** As Go's `%g` does it: an exponent of two digits below 1e-4 and from 1e21. */
function goText(value: number): string {
  if (value >= 1e-4 && value < 1e21) return String(value);
  return value.toExponential().replace(/e([+-])(\d)$/, 'e$10$2');
}
