import { insertAttribute, insertBlock, removeFromBody } from '#adapters/hcl/edit/body-edits.ts';
import { readHclTree } from '#adapters/hcl/edit/read-tree.ts';
import {
  aligned,
  replaceValue,
  type Replacement,
  type ValuePlace,
} from '#adapters/hcl/edit/replace-value.ts';
import type { Body } from '#adapters/hcl/edit/syntax-tree.ts';
import { applyChanges, type TextChange } from '#adapters/hcl/edit/text-change.ts';
import type { Json } from '#domain/json.ts';

export const OPERATIONS = [
  'set a text',
  'set a number',
  'set a switch',
  'set a null',
  'set a heredoc',
  'set what is computed',
  'add an element',
  'remove an element',
  'add a key',
  'remove a key',
  'add an attribute',
  'remove an attribute',
  'add a block',
  'remove a block',
] as const;
export type Operation = (typeof OPERATIONS)[number];

/** One edit that is asked of the engine. */
export type Attempt = ValueAttempt | BodyAttempt;

export interface ValueAttempt {
  readonly on: 'value';
  readonly operation: Operation;
  readonly place: ValuePlace;
  readonly value: Json;
  /** Of a list or object: which of its parts go. */
  readonly gone: readonly number[];
}

export interface BodyAttempt {
  readonly on: 'body';
  readonly operation: Operation;
  /** Position among the bodies of the file. */
  readonly body: number;
  /** Which of its attributes or blocks goes; null: one comes. */
  readonly part: number | null;
}

export const NEW_ATTRIBUTE = { name: 'kedge_added', value: 'here' };
export const NEW_BLOCK = {
  kind: 'kedge_added',
  attributes: [
    { name: 'a', value: 1 },
    { name: 'other', value: ['x', 'y'] },
  ],
  blocks: [],
};

export async function makeAttempt(text: string, attempt: Attempt): Promise<Replacement> {
  if (attempt.on === 'value') return replaceValue(text, attempt.place, attempt.value);
  const tree = await readHclTree(text);
  const body = 'body' in tree ? bodiesOf(tree.body)[attempt.body] : undefined;
  if (body === undefined) return { refused: 'syntax', sentence: 'The code cannot be read.' };
  return { text: await aligned(text, applyChanges(text, changesOf(text, body, attempt))) };
}

function changesOf(text: string, body: Body, { operation, part }: BodyAttempt): readonly TextChange[] {
  const isBlock = operation.endsWith('block');
  if (part === null) {
    return isBlock
      ? insertBlock(text, body, null, NEW_BLOCK)
      : insertAttribute(text, body, NEW_ATTRIBUTE.name, NEW_ATTRIBUTE.value);
  }
  const gone = isBlock ? body.blocks[part] : body.attributes[part];
  return gone === undefined ? [] : [removeFromBody(text, body, gone)];
}

/** In the order in which the judge knows them: of blocks at the top with the same labels only the last. */
function bodiesOf(file: Body): readonly Body[] {
  const last = new Map(file.blocks.map((block) => [JSON.stringify([block.kind, block.labels]), block]));
  return [...last.values()].flatMap(({ body }) => withInner(body));
}

const withInner = (body: Body): readonly Body[] => [
  body,
  ...body.blocks.flatMap((block) => withInner(block.body)),
];
