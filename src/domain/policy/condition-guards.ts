/** The condition is false unless at least one of the tests holds. */
export type Guard = readonly TextTest[];

/** Holds when the variable (`class`, `resource.type`) is one of the texts. */
export interface TextTest {
  readonly variable: string;
  readonly texts: ReadonlySet<string>;
}

/**
 * The comparisons with fixed texts that stand in the outermost `&&` chain: `attribute == "a"`, `resource.type in
 * ["x", "y"]`, or an `||` of such on every side. In CEL `false && anything` is false, an error included, so checking them
 * apart changes no outcome. They are read from the text, because to parse all shipped conditions takes longer than the
 * rest of a small scan; what this does not understand for certain is no guard.
 */
export function guardsOf(condition: string): readonly Guard[] {
  const tokens = tokensOf(condition);
  if (tokens === null) return [];
  const reader: Reader = { tokens, at: 0 };
  const guards = eitherOf(reader);
  return reader.at === tokens.length ? guards : [];
}

interface Token {
  readonly kind: 'name' | 'text' | 'sign' | 'other';
  readonly value: string;
}

interface Reader {
  readonly tokens: readonly Token[];
  at: number;
}

/** Names with their fields; texts without escapes; the signs that matter; and everything else, character by character. */
const TOKEN =
  /\s+|(?<name>[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)|"(?<double>[^"'\\\n]*)"|'(?<single>[^"'\\\n]*)'|(?<sign>&&|\|\||==|[()[\]{}?])|(?<other>[^"'/\\])/y;

/** null: comments, escapes, texts of other kinds and whatever else could make this reader lose its place. */
function tokensOf(condition: string): readonly Token[] | null {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < condition.length) {
    const groups = TOKEN.exec(condition)?.groups;
    if (groups === undefined) return null;
    const { name, double, single, sign, other } = groups;
    const text = double ?? single;
    if (text !== undefined) {
      // r"..." and b"..." are texts of other kinds, and """...""" would look like two empty ones around one.
      if (isGlued(tokens.at(-1), condition, TOKEN.lastIndex - text.length - 2)) return null;
      tokens.push({ kind: 'text', value: text });
    } else if (name !== undefined) tokens.push({ kind: 'name', value: name });
    else if (sign !== undefined) tokens.push({ kind: 'sign', value: sign });
    else if (other !== undefined) tokens.push({ kind: 'other', value: other });
  }
  return tokens;
}

const isGlued = (before: Token | undefined, condition: string, start: number): boolean =>
  (before?.kind === 'name' || before?.kind === 'text') && /\S/.test(condition[start - 1] ?? ' ');

/** One guard of each side is enough: when none of them holds, every side is false. */
function eitherOf(reader: Reader): readonly Guard[] {
  const sides = [allOf(reader)];
  while (takes(reader, '||')) sides.push(allOf(reader));
  // `a ? b : c` binds weaker than everything before it.
  if (isAt(reader, '?')) {
    reader.at = Infinity;
    return [];
  }
  if (sides.length === 1) return sides[0] ?? [];
  const tests = sides.map((guards) => guards[0]);
  return tests.includes(undefined) ? [] : [tests.flatMap((guard) => guard ?? [])];
}

function allOf(reader: Reader): readonly Guard[] {
  const guards = [...guardsOfPart(reader)];
  while (takes(reader, '&&')) guards.push(...guardsOfPart(reader));
  return guards;
}

/** What stands between `&&`, `||` and `?`. */
function guardsOfPart(reader: Reader): readonly Guard[] {
  const part = takePart(reader);
  const [first, second] = part;
  if (isSign(first, '(') && closing(part, 0) === part.length - 1) {
    const inner: Reader = { tokens: part.slice(1, -1), at: 0 };
    const guards = eitherOf(inner);
    return inner.at === inner.tokens.length ? guards : [];
  }
  if (first?.kind !== 'name') return [];
  const texts = isSign(second, '==') ? oneText(part.slice(2)) : second?.value === 'in' ? listed(part) : null;
  return texts === null ? [] : [[{ variable: first.value, texts: new Set(texts) }]];
}

function takePart(reader: Reader): readonly Token[] {
  const from = reader.at;
  let end = from;
  while (end < reader.tokens.length && !['&&', '||', '?'].some((sign) => isSign(reader.tokens[end], sign))) {
    end = Math.max(end, closing(reader.tokens, end)) + 1;
  }
  reader.at = end;
  return reader.tokens.slice(from, end);
}

const OPENS = new Set(['(', '[', '{']);
const CLOSES = new Set([')', ']', '}']);

/** Where the bracket at a place is closed; -1: there is none, or it never is. */
function closing(tokens: readonly Token[], from: number): number {
  let depth = 0;
  for (let at = from; at < tokens.length; at += 1) {
    const token = tokens[at];
    if (token?.kind === 'sign' && OPENS.has(token.value)) depth += 1;
    if (token?.kind === 'sign' && CLOSES.has(token.value)) depth -= 1;
    if (depth === 0) return at === from ? -1 : at;
  }
  return -1;
}

const oneText = ([token, ...rest]: readonly Token[]): readonly string[] | null =>
  token?.kind === 'text' && rest.length === 0 ? [token.value] : null;

/** The texts of `name in ["x", "y"]`. */
function listed(part: readonly Token[]): readonly string[] | null {
  if (!isSign(part[2], '[') || closing(part, 2) !== part.length - 1) return null;
  const inside = part.slice(3, -1);
  const isList = inside.every(({ kind, value }, at) => (at % 2 === 0 ? kind === 'text' : value === ','));
  return isList && inside.length % 2 === 1
    ? inside.filter((_, at) => at % 2 === 0).map(({ value }) => value)
    : null;
}

const isSign = (token: Token | undefined, sign: string): boolean =>
  token?.kind === 'sign' && token.value === sign;

const isAt = ({ tokens, at }: Reader, sign: string): boolean => isSign(tokens[at], sign);

function takes(reader: Reader, sign: string): boolean {
  const is = isAt(reader, sign);
  if (is) reader.at += 1;
  return is;
}
