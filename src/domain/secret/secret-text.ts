import { type TextSpan, findAssigned } from './assigned-secret.ts';
import { CONTEXT_RULES } from './context-rules.ts';
import { decodeText, isWrapped } from './encoded-text.ts';
import { ADDRESS_ZONES, PLACEHOLDER, PUBLIC_ZONES, blank, isHarmlessBareText } from './harmless-shape.ts';
import { findOpaque, looksRandom } from './opaque-token.ts';
import type { TextRule } from './text-rule.ts';
import { TOKEN_RULES } from './token-rules.ts';

/** A secret inside a text: end exclusive, UTF-16 units. `kind` is a rule's id,
 * `assigned`, `encoded`, `opaque`, or `unread` for a text too long to be searched. */
export interface FoundSecret extends TextSpan {
  readonly kind: string;
}

export interface FindOptions {
  /** False where random-looking text is expected: hashes, identifiers. Known shapes are found all the same. */
  readonly opaque?: boolean;
}

export const TEXT_RULES: readonly TextRule[] = [...TOKEN_RULES, ...CONTEXT_RULES];

const SHORTEST_SECRET_TEXT = 4;
/** Matching needs stack in proportion to the text and would run out of it; nobody reads so much in a report either. */
export const LONGEST_TEXT = 2_000_000;
const DEEPEST_ENCODING = 3;
const ENCODED_RUN = /[A-Za-z0-9+/_-]{16,}={0,2}/g;

/** The secrets in a text, in order, none overlapping another. */
export function findSecrets(text: string, options: FindOptions = {}): readonly FoundSecret[] {
  return findAtDepth(text, options, 0);
}

/** What one rule finds by itself. */
export function matchRule(rule: TextRule, text: string): readonly FoundSecret[] {
  return [...text.matchAll(rule.pattern)].flatMap((match) => {
    const [start, end] = match.indices?.groups?.['secret'] ?? match.indices?.[0] ?? [0, 0];
    const value = text.slice(start, end).replaceAll(/^["']|["']$/g, '');
    return isHarmlessBareText(value) || (rule.random === true && !looksRandom(value))
      ? []
      : [{ start, end, kind: rule.id }];
  });
}

function findAtDepth(text: string, options: FindOptions, depth: number): readonly FoundSecret[] {
  if (text.length < SHORTEST_SECRET_TEXT || depth > DEEPEST_ENCODING) return [];
  if (text.length > LONGEST_TEXT) return [{ start: 0, end: text.length, kind: 'unread' }];
  const lower = text.toLowerCase();
  const names = blank(text, ADDRESS_ZONES);
  const known = TEXT_RULES.filter((rule) => rule.hints.some((hint) => lower.includes(hint))).flatMap((rule) =>
    matchRule(rule, text),
  );
  const assigned = ofKind('assigned', findAssigned(text, names));
  const encoded = readEncoded(text, depth);
  const opaque =
    options.opaque === false
      ? []
      : ofKind('opaque', findOpaque(blankSpans(blank(names, PUBLIC_ZONES), encoded.readable)));
  return merge([...known, ...assigned, ...encoded.secrets, ...opaque], text);
}

const ofKind = (kind: string, spans: readonly TextSpan[]): readonly FoundSecret[] =>
  spans.map(({ start, end }) => ({ start, end, kind }));

/** Base64 that holds readable text is no mystery: it is secret when the text is, and not otherwise. */
function readEncoded(
  text: string,
  depth: number,
): { readonly secrets: readonly FoundSecret[]; readonly readable: readonly TextSpan[] } {
  // Base64 is often wrapped; the lines make sense only together.
  const runs = isWrapped(text)
    ? [{ start: 0, end: text.length }]
    : [...text.matchAll(ENCODED_RUN)].map((match) => ({
        start: match.index,
        end: match.index + match[0].length,
      }));
  const readable: TextSpan[] = [];
  const secrets: FoundSecret[] = [];
  for (const run of runs) {
    const decoded = decodeText(text.slice(run.start, run.end));
    if (decoded === undefined) continue;
    readable.push(run);
    if (findAtDepth(decoded, {}, depth + 1).length > 0) secrets.push({ ...run, kind: 'encoded' });
  }
  return { secrets, readable };
}

function blankSpans(text: string, spans: readonly TextSpan[]): string {
  let kept = '';
  let at = 0;
  for (const span of spans) {
    kept += text.slice(at, span.start) + ' '.repeat(span.end - span.start);
    at = span.end;
  }
  return kept + text.slice(at);
}

function merge(found: readonly FoundSecret[], text: string): readonly FoundSecret[] {
  const merged: FoundSecret[] = [];
  for (const next of found.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
    const last = merged.at(-1);
    if (next.end <= next.start || text.slice(next.start, next.end) === PLACEHOLDER) continue;
    if (last !== undefined && next.start < last.end) {
      merged[merged.length - 1] = { ...last, end: Math.max(last.end, next.end) };
    } else {
      merged.push(next);
    }
  }
  return merged;
}
