import {
  type Attribute,
  type Block,
  type Body,
  COMPUTED,
  EMPTY_BODY,
  type Parsed,
  type Place,
  type SyntaxProblem,
  type Value,
} from './blocks.ts';
import { type JsonMember, JsonTextError, type PlacedJson, readJson } from './json-text.ts';

/** Kinds of block at the top of a `.tf.json` file, by the number of their labels, which JSON writes as nested keys. */
const LABELS: ReadonlyMap<string, number> = new Map([
  ['resource', 2],
  ['data', 2],
  ['module', 1],
  ['provider', 1],
  ['moved', 0],
  ['terraform', 0],
]);

/** Reads a `.tf.json` or `.tofu.json` text. Never throws for what the text holds; broken JSON yields no blocks. */
export function parseJson(text: string): Parsed {
  try {
    const document = readJson(text);
    if (document.kind === 'object') return { body: topLevel(document.members), problem: null };
    return unreadable({ line: document.line, column: 1, reason: 'a JSON object is expected at the top' });
  } catch (error) {
    if (!(error instanceof JsonTextError)) throw error;
    return unreadable({ ...position(text, error.offset), reason: error.message });
  }
}

function unreadable(problem: SyntaxProblem): Parsed {
  return { body: EMPTY_BODY, problem };
}

function position(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

function topLevel(members: readonly JsonMember[]): Body {
  const blocks = members.flatMap((member) => {
    const labels = LABELS.get(member.name);
    return labels === undefined ? [] : blocksIn(member.name, [], labels, member.value, member);
  });
  return { attributes: [], blocks };
}

/** Every level may be an object or a list of objects, so that keys can repeat. */
function blocksIn(
  kind: string,
  labels: readonly string[],
  missing: number,
  value: PlacedJson,
  place: Place,
): readonly Block[] {
  if (value.kind === 'array') {
    return value.items.flatMap((item) => blocksIn(kind, labels, missing, item, item));
  }
  if (value.kind !== 'object') return [];
  if (missing === 0) return [{ ...placeOnly(place), kind, labels, body: bodyOf(value.members) }];
  return value.members.flatMap((member) =>
    blocksIn(kind, [...labels, member.name], missing - 1, member.value, member),
  );
}

/** Without a schema a nested block looks like an attribute and is read as one; `dynamic` alone is known by name. */
function bodyOf(members: readonly JsonMember[]): Body {
  const attributes: Attribute[] = [];
  const blocks: Block[] = [];
  for (const member of members) {
    if (member.name === 'dynamic') blocks.push(...blocksIn('dynamic', [], 1, member.value, member));
    else attributes.push({ ...placeOnly(member), name: member.name, value: valueOf(member.value) });
  }
  return { attributes, blocks };
}

function valueOf(json: PlacedJson): Value {
  switch (json.kind) {
    case 'object':
      return {
        kind: 'object',
        members: json.members.map((member) => ({
          ...placeOnly(member),
          name: member.name,
          value: valueOf(member.value),
        })),
      };
    case 'array':
      return {
        kind: 'list',
        items: json.items.map((item) => ({ ...placeOnly(item), value: valueOf(item) })),
      };
    case 'string':
      return { kind: 'text', text: json.text };
    case 'scalar':
      return COMPUTED;
  }
}

function placeOnly({ line, endLine, start, end }: Place): Place {
  return { line, endLine, start, end };
}
