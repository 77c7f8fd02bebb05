import { remember } from '../remember.ts';
import { PLACEHOLDER } from './harmless-shape.ts';
import { type FindOptions, type FoundSecret, findSecrets } from './secret-text.ts';

const MOST_ROUNDS = 8;

/**
 * The text with every secret replaced by `(sensitive)`. Doing it again changes nothing: taking one secret out may bring
 * another into reach of a rule, so it goes on until nothing more is found.
 */
export function redactText(text: string, options: FindOptions = {}): string {
  return options.opaque === false ? withoutKnown(text) : withoutAny(text);
}

const withoutKnown = remember((text) => redact(text, { opaque: false }));
const withoutAny = remember((text) => redact(text, {}));

function redact(text: string, options: FindOptions): string {
  let kept = text;
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const found = findSecrets(kept, options);
    if (found.length === 0) return kept;
    const next = replaceAll(kept, found);
    if (next === kept) return kept;
    kept = next;
  }
  // Text that keeps yielding secrets was made to: none of it is shown.
  return PLACEHOLDER;
}

function replaceAll(text: string, found: readonly FoundSecret[]): string {
  let kept = '';
  let at = 0;
  for (const secret of found) {
    const span = aroundPlaceholders(text, secret.start, secret.end);
    if (span.end <= at) continue;
    kept += text.slice(at, Math.max(at, span.start)) + PLACEHOLDER;
    at = span.end;
  }
  return kept + text.slice(at);
}

/** A secret never ends in the middle of an earlier replacement: `(sensi(sensitive)` would be found again. */
function aroundPlaceholders(text: string, start: number, end: number): { start: number; end: number } {
  const first = text.lastIndexOf(PLACEHOLDER, start);
  const last = text.lastIndexOf(PLACEHOLDER, end - 1);
  return {
    start: cuts(first, start) ? first : start,
    end: cuts(last, end) ? last + PLACEHOLDER.length : end,
  };
}

const cuts = (placeholder: number, edge: number): boolean =>
  placeholder >= 0 && placeholder < edge && edge < placeholder + PLACEHOLDER.length;
