import type { Place } from './blocks.ts';

/** A JSON value that knows where it stands. Only strings keep their content; nothing asks for the rest. */
export type PlacedJson = Place &
  (
    | { readonly kind: 'object'; readonly members: readonly JsonMember[] }
    | { readonly kind: 'array'; readonly items: readonly PlacedJson[] }
    | { readonly kind: 'string'; readonly text: string }
    | { readonly kind: 'scalar' }
  );

/** A property, placed from the start of its key to the end of its value. */
export interface JsonMember extends Place {
  readonly name: string;
  readonly value: PlacedJson;
}

/** Thrown by `readJson`; `offset` counts UTF-16 units into the text. */
export class JsonTextError extends Error {
  readonly offset: number;

  constructor(reason: string, offset: number) {
    super(reason);
    this.name = 'JsonTextError';
    this.offset = offset;
  }
}

// Far above any configuration, far below the end of the stack.
const DEEPEST = 200;

const SPACE = /[ \t\r\n]*/y;
const SCALAR = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

/** Reads strict JSON (RFC 8259) with positions. Throws `JsonTextError` at the first thing that is not JSON. */
export function readJson(text: string): PlacedJson {
  return new JsonText(text).document();
}

class JsonText {
  readonly #text: string;
  #at = 0;
  #line = 1;
  #counted = 0;

  constructor(text: string) {
    this.#text = text;
  }

  document(): PlacedJson {
    this.#skipSpace();
    const value = this.#value(0);
    this.#skipSpace();
    if (this.#at < this.#text.length) this.#fail('something follows the end of the JSON value');
    return value;
  }

  #value(depth: number): PlacedJson {
    if (depth > DEEPEST) this.#fail(`values nest deeper than ${DEEPEST} levels`);
    const from = this.#mark();
    const char = this.#text.charAt(this.#at);
    if (char === '{') {
      const members = this.#sequence('}', () => this.#member(depth));
      return { ...this.#placeSince(from), kind: 'object', members };
    }
    if (char === '[') {
      const items = this.#sequence(']', () => this.#value(depth + 1));
      return { ...this.#placeSince(from), kind: 'array', items };
    }
    if (char === '"') {
      const text = this.#string();
      return { ...this.#placeSince(from), kind: 'string', text };
    }
    if (this.#take(SCALAR) === null) this.#fail('a JSON value is expected here');
    return { ...this.#placeSince(from), kind: 'scalar' };
  }

  #sequence<Part>(close: string, part: () => Part): readonly Part[] {
    const parts: Part[] = [];
    this.#at += 1;
    this.#skipSpace();
    if (this.#accept(close)) return parts;
    for (;;) {
      parts.push(part());
      this.#skipSpace();
      if (this.#accept(close)) return parts;
      if (!this.#accept(',')) this.#fail(`"," or "${close}" is expected here`);
      this.#skipSpace();
    }
  }

  #member(depth: number): JsonMember {
    const from = this.#mark();
    const name = this.#string();
    this.#skipSpace();
    if (!this.#accept(':')) this.#fail('":" is expected here');
    this.#skipSpace();
    const value = this.#value(depth + 1);
    return { ...this.#placeSince(from), name, value };
  }

  #string(): string {
    if (this.#text.charAt(this.#at) !== '"') this.#fail('a JSON string is expected here');
    const end = this.#endOfString();
    try {
      const text: unknown = JSON.parse(this.#text.slice(this.#at, end));
      this.#at = end;
      return String(text);
    } catch {
      return this.#fail('this JSON string is not closed or holds a character that must be escaped');
    }
  }

  // By hand, because a pattern for strings backtracks without end on one that is never closed.
  #endOfString(): number {
    let at = this.#at + 1;
    while (at < this.#text.length && this.#text.charAt(at) !== '"')
      at += this.#text.charAt(at) === '\\' ? 2 : 1;
    return at + 1;
  }

  #skipSpace(): void {
    this.#take(SPACE);
  }

  #accept(char: string): boolean {
    const found = this.#text.charAt(this.#at) === char;
    if (found) this.#at += 1;
    return found;
  }

  #take(token: RegExp): string | null {
    token.lastIndex = this.#at;
    const found = token.exec(this.#text);
    if (found === null) return null;
    this.#at = token.lastIndex;
    return found[0];
  }

  #mark(): { readonly start: number; readonly line: number } {
    return { start: this.#at, line: this.#lineHere() };
  }

  #placeSince(from: { readonly start: number; readonly line: number }): Place {
    return { ...from, endLine: this.#lineHere(), end: this.#at };
  }

  // Reading only goes forward, so every line end is counted once.
  #lineHere(): number {
    for (; this.#counted < this.#at; this.#counted += 1) {
      if (this.#text.charAt(this.#counted) === '\n') this.#line += 1;
    }
    return this.#line;
  }

  #fail(reason: string): never {
    throw new JsonTextError(reason, this.#at);
  }
}
