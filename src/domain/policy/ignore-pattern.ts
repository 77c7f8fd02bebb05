/**
 * The pattern of one `.driftignore` line, ready to match.
 * - `text` stands for itself
 * - `any` is `*` (and `**`): any run of characters, dots and slashes included, as driftctl has it
 * - `one` is `?`
 * - `class` is `[a-z]` or `[!a-z]`
 * - `key` is an instance or map key as Terraform writes it, `[0]` or `["a.b"]`; it also matches the dotted form
 */
export type PatternToken =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'any' }
  | { readonly kind: 'one' }
  | {
      readonly kind: 'class';
      readonly negated: boolean;
      readonly ranges: readonly (readonly [string, string])[];
    }
  | { readonly kind: 'key'; readonly forms: readonly (readonly PatternToken[])[] };

export interface IgnorePattern {
  readonly tokens: readonly PatternToken[];
  /** A line that does not end with `*` also matches everything below what it names. */
  readonly matchesBelow: boolean;
}

// A number or a quoted text in brackets is a key: people paste addresses, and as a class `jobs[0]` would mean `jobs0`.
const KEY = /^\[(?:(\d+)|"((?:[^"\\]|\\.)*)")\]/;
const ANY = { kind: 'any' } as const;
const ONE = { kind: 'one' } as const;

/** Reads a pattern. The problem is a sentence without the line's number. */
export function parseIgnorePattern(
  text: string,
): { readonly pattern: IgnorePattern } | { readonly problem: string } {
  const tokens: PatternToken[] = [];
  let at = 0;
  while (at < text.length) {
    const read = readToken(text, at);
    if ('problem' in read) return read;
    append(tokens, read.token);
    at = read.next;
  }
  const last = tokens.at(-1);
  if (last === undefined) return { problem: 'The line names nothing to ignore.' };
  return { pattern: { tokens, matchesBelow: last.kind !== 'any' } };
}

export function patternMatches(pattern: IgnorePattern, subject: string): boolean {
  const ends = advance(pattern.tokens, subject, new Set([0]));
  if (ends.has(subject.length)) return true;
  if (!pattern.matchesBelow) return false;
  for (const end of ends) if (subject[end] === '.' || subject[end] === '[') return true;
  return false;
}

type Read = { readonly token: PatternToken; readonly next: number } | { readonly problem: string };

function readToken(text: string, at: number): Read {
  const character = text.charAt(at);
  if (character === '*') return { token: ANY, next: at + 1 };
  if (character === '?') return { token: ONE, next: at + 1 };
  if (character === '[') return readBrackets(text, at);
  if (character !== '\\') return { token: { kind: 'text', text: character }, next: at + 1 };
  if (at + 1 === text.length) {
    return {
      problem: 'The line ends with a lone `\\`, which escapes nothing. Write `\\\\` for a backslash.',
    };
  }
  return { token: { kind: 'text', text: text.charAt(at + 1) }, next: at + 2 };
}

function readBrackets(text: string, at: number): Read {
  const key = KEY.exec(text.slice(at));
  if (key !== null) {
    const name = literally(key[1] ?? key[2] ?? '');
    const bracketed = literally(key[0]);
    return {
      token: { kind: 'key', forms: [bracketed, [{ kind: 'text', text: '.' }, ...name]] },
      next: at + key[0].length,
    };
  }
  const end = text.indexOf(']', at + 2);
  if (end < 0) {
    return {
      problem: 'The `[` is never closed. Close it with `]`, or write `\\[` for the character itself.',
    };
  }
  const negated = text[at + 1] === '!' || text[at + 1] === '^';
  const members = text.slice(at + (negated ? 2 : 1), end);
  if (members.length === 0) return { problem: 'The brackets hold no character. Write `[abc]` or `[a-z]`.' };
  return { token: { kind: 'class', negated, ranges: rangesOf(members) }, next: end + 1 };
}

/** Inside a key only the wildcards mean something: a backslash there is part of the address. */
function literally(text: string): readonly PatternToken[] {
  const tokens: PatternToken[] = [];
  for (const character of text) {
    append(tokens, character === '*' ? ANY : character === '?' ? ONE : { kind: 'text', text: character });
  }
  return tokens;
}

function append(tokens: PatternToken[], token: PatternToken): void {
  const last = tokens.at(-1);
  if (last?.kind === 'text' && token.kind === 'text') {
    tokens[tokens.length - 1] = { kind: 'text', text: last.text + token.text };
  } else if (last?.kind !== 'any' || token.kind !== 'any') {
    tokens.push(token);
  }
}

function rangesOf(members: string): readonly (readonly [string, string])[] {
  const ranges: (readonly [string, string])[] = [];
  for (let i = 0; i < members.length; i++) {
    const from = members.charAt(i);
    const to = members[i + 2];
    if (members[i + 1] === '-' && to !== undefined) {
      ranges.push([from, to]);
      i += 2;
    } else {
      ranges.push([from, from]);
    }
  }
  return ranges;
}

/**
 * All positions the tokens can reach. Sets of positions instead of backtracking: a line such as `*a*a*a*a*b` must
 * not hang a scan.
 */
function advance(
  tokens: readonly PatternToken[],
  text: string,
  starts: ReadonlySet<number>,
): ReadonlySet<number> {
  let here = starts;
  for (const token of tokens) {
    if (here.size === 0) return here;
    here = step(token, text, here);
  }
  return here;
}

function step(token: PatternToken, text: string, here: ReadonlySet<number>): ReadonlySet<number> {
  const next = new Set<number>();
  switch (token.kind) {
    case 'text':
      for (const at of here) if (text.startsWith(token.text, at)) next.add(at + token.text.length);
      break;
    case 'any':
      for (let at = Math.min(...here); at <= text.length; at++) next.add(at);
      break;
    case 'one':
      for (const at of here) if (at < text.length) next.add(at + 1);
      break;
    case 'class':
      for (const at of here) {
        const character = text[at];
        if (character === undefined) continue;
        const inside = token.ranges.some(([from, to]) => from <= character && character <= to);
        if (inside !== token.negated) next.add(at + 1);
      }
      break;
    case 'key':
      for (const form of token.forms) for (const at of advance(form, text, here)) next.add(at);
      break;
  }
  return next;
}
