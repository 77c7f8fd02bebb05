import type { Json, JsonObject } from '#domain/json.ts';
import { isArray, isObject } from '#domain/json.ts';
import { redactText } from '#domain/secret/redact-text.ts';
import { redactValue } from '#domain/secret/redact-value.ts';
import { heredocText } from '../edit/heredoc-text.ts';
import { numberOf } from '../edit/literal-value.ts';
import { readHclTree } from '../edit/read-tree.ts';
import { without, type Body, type Expression } from '../edit/syntax-tree.ts';

/** Attributes of the blocks in a text whose values look like secrets, such as `environment[0].variables.TOKEN`. */
export async function secretPlaces(text: string): Promise<readonly string[]> {
  const tree = await readHclTree(text);
  // What cannot be read cannot be looked through.
  if (!('body' in tree)) return ['the whole block'];
  return tree.body.blocks.flatMap((block) => {
    const value = bodyValue(text, block.body);
    return differences(value, redactValue(value, {}), '');
  });
}

/** Names stay beside their values, because they tell what those are. */
function bodyValue(text: string, { attributes, blocks }: Body): JsonObject {
  const nested = Object.entries(Object.groupBy(blocks, ({ kind }) => kind)).map(
    ([kind, same = []]): [string, Json] => [kind, same.map(({ body }) => bodyValue(text, body))],
  );
  const own = attributes.map(({ name, value }): [string, Json] => [name, valueOf(text, value)]);
  return Object.fromEntries([...own, ...nested]);
}

function valueOf(text: string, written: Expression): Json {
  const expression = without(written);
  switch (expression.kind) {
    case 'text':
      return expression.text;
    case 'number':
      return numberOf(expression.source);
    case 'bool':
      return expression.value;
    case 'null':
      return null;
    case 'tuple':
      return expression.items.map((item) => valueOf(text, item));
    case 'object':
      return Object.fromEntries(
        expression.members.map(({ name, key, value }) => [
          name ?? text.slice(key.start, key.end),
          valueOf(text, value),
        ]),
      );
    case 'heredoc':
      return heredocText(text, expression) ?? source(text, expression);
    case 'call': {
      const [only, ...others] = expression.arguments;
      // Engines write JSON documents in this way; the document is looked through as one.
      if (expression.name !== 'jsonencode' || only === undefined || others.length > 0)
        return source(text, expression);
      return JSON.stringify(valueOf(text, only));
    }
    case 'template':
      return expression.parts.every((part) => typeof part === 'string')
        ? expression.parts.join('')
        : source(text, expression);
    case 'brackets':
    case 'reference':
    case 'conditional':
    case 'for':
    case 'computed':
      return source(text, expression);
  }
}

const source = (text: string, { start, end }: Expression): string => text.slice(start, end);

function differences(value: Json, redacted: Json | undefined, path: string): readonly string[] {
  if (isArray(value) && isArray(redacted)) {
    return value.flatMap((item, i) => differences(item, redacted[i], `${path}[${i}]`));
  }
  if (isObject(value) && isObject(redacted)) {
    const shown = Object.entries(redacted);
    return Object.entries(value).flatMap(([key, part], i) => {
      const [name, other] = shown[i] ?? ['', undefined];
      // A key can be a secret itself, and is then not named.
      const place =
        path === '' ? redactText(key, { opaque: false }) : `${path}.${redactText(key, { opaque: false })}`;
      return name === key ? differences(part, other, place) : [place];
    });
  }
  return value === redacted ? [] : [path];
}
