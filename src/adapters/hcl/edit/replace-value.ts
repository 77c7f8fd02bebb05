import type { Json } from '#domain/json.ts';
import type { EditRefusalReason } from '#ports/code-editor.ts';

import { alignmentChanges } from './alignment.ts';
import { ValueEdit } from './edit-value.ts';
import type { Follow } from './follow.ts';
import { jsonOf, literalValue } from './literal-value.ts';
import { computed } from './obstacles.ts';
import { sourceFile } from './source-file.ts';
import { attributeOf, memberOf, type Block, type Body, type Expression, without } from './syntax-tree.ts';
import { applyChanges, lineAt } from './text-change.ts';
import { NOT_KNOWN, type Written } from './written.ts';

export interface ValuePlace {
  /** A block at the top of the file. Of several with the same labels, the last one. */
  readonly block: { readonly kind: string; readonly labels: readonly string[] };
  /** Names of attributes, keys and nested blocks; positions in lists and among nested blocks of one kind, from 0. */
  readonly path: readonly (string | number)[];
}

export type Replacement =
  | { readonly text: string }
  | { readonly refused: EditRefusalReason; readonly sentence: string };

/**
 * Sets one value that is written out at its place, in the text of one file of HCL; nothing else of the text changes,
 * except for blanks that `terraform fmt` wants where it was content before.
 */
export async function replaceValue(text: string, at: ValuePlace, value: Json): Promise<Replacement> {
  const file = await sourceFile('code.tf', 'the code', text);
  if (file.content.kind !== 'hcl') {
    const line = file.content.kind === 'unreadable' ? file.content.line : 1;
    return { refused: 'syntax', sentence: `The code cannot be read: line ${line} is not valid HCL.` };
  }
  const expression = placeIn(file.content.body, at);
  if (expression === null) {
    return { refused: 'not_written', sentence: 'The code does not write this value at this place.' };
  }
  const edit = new ValueEdit(LITERALS);
  const now = literalValue(text, expression);
  edit.edit({ file, expression, scope: NOWHERE }, now === NOT_KNOWN ? undefined : jsonOf(now), value, []);
  const outcome = edit.outcome();
  if ('obstacle' in outcome) {
    return { refused: outcome.obstacle.reason, sentence: outcome.obstacle.sentence };
  }
  const changes = outcome.operations.flatMap((operation) => operation.changes);
  return { text: await aligned(text, applyChanges(text, changes)) };
}

/** The edited text, with its equals signs and comments in line where those of the text before were. */
export async function aligned(before: string, after: string): Promise<string> {
  if (before === after || (await alignmentChanges(before)).length > 0) return after;
  return applyChanges(after, await alignmentChanges(after));
}

/** A value that `replaceValue` can set, as it is now. Line from 1. */
export interface LiteralPlace extends ValuePlace {
  readonly value: Json;
  readonly line: number;
}

/** Every plain value of a file that is written out; none when the file cannot be read. */
export async function literalPlaces(text: string): Promise<readonly LiteralPlace[]> {
  const file = await sourceFile('code.tf', 'the code', text);
  if (file.content.kind !== 'hcl') return [];
  const { body } = file.content;
  const places = body.blocks.flatMap((block) =>
    inBody(block.body, []).map(({ path, expression }) => ({
      block: { kind: block.kind, labels: block.labels },
      path,
      expression,
      own: block,
    })),
  );
  return places.flatMap(({ block, path, expression, own }) => {
    const value = literalValue(text, expression);
    const isPlain = value === null || typeof value !== 'object';
    if (!isPlain || value === NOT_KNOWN || blockAt(body, block) !== own) return [];
    return [{ block, path, value, line: lineAt(text, expression.start) }];
  });
}

interface Found {
  readonly path: readonly (string | number)[];
  readonly expression: Expression;
}

function inBody(body: Body, path: readonly (string | number)[]): readonly Found[] {
  const seen = new Map<string, number>();
  // Of an attribute that is written twice, which Terraform refuses, the later one is edited.
  const attributes = body.attributes
    .filter((attribute) => attributeOf(body, attribute.name) === attribute)
    .flatMap(({ name, value }) => inValue(value, [...path, name]));
  const blocks = body.blocks.flatMap((block) => {
    const index = seen.get(block.kind) ?? 0;
    seen.set(block.kind, index + 1);
    return inBody(block.body, [...path, block.kind, index]);
  });
  return [...attributes, ...blocks];
}

function inValue(value: Expression, path: readonly (string | number)[]): readonly Found[] {
  const expression = without(value);
  if (expression.kind === 'tuple') {
    return expression.items.flatMap((item, index) => inValue(item, [...path, index]));
  }
  if (expression.kind !== 'object') return [{ path, expression }];
  return expression.members.flatMap((member) => {
    const { name } = member;
    // Of two equal keys the later one counts.
    if (name === null || memberOf(expression, name) !== member) return [];
    return inValue(member.value, [...path, name]);
  });
}

function blockAt(body: Body, { kind, labels }: ValuePlace['block']): Block | undefined {
  return body.blocks.findLast(
    (block) =>
      block.kind === kind &&
      block.labels.length === labels.length &&
      block.labels.every((label, i) => label === labels[i]),
  );
}

function placeIn(body: Body, { block, path }: ValuePlace): Expression | null {
  const found = blockAt(body, block);
  return found === undefined ? null : descend(found.body, path);
}

function descend(body: Body, [name, ...rest]: readonly (string | number)[]): Expression | null {
  if (typeof name !== 'string') return null;
  const attribute = attributeOf(body, name);
  if (attribute !== undefined) return inside(attribute.value, rest);
  const [index, ...inner] = rest;
  const block = body.blocks.filter((one) => one.kind === name)[typeof index === 'number' ? index : 0];
  if (block === undefined) return null;
  return descend(block.body, typeof index === 'number' ? inner : rest);
}

function inside(value: Expression, [step, ...rest]: readonly (string | number)[]): Expression | null {
  if (step === undefined) return value;
  const expression = without(value);
  if (expression.kind === 'tuple' && typeof step === 'number') {
    const item = expression.items[step];
    return item === undefined ? null : inside(item, rest);
  }
  if (expression.kind !== 'object') return null;
  const member = memberOf(expression, String(step));
  return member === undefined ? null : inside(member.value, rest);
}

/** A single file has no names that could be followed. */
const NOWHERE: Written['scope'] = { module: null, names: new Map() };

const LITERALS: Follow = {
  resolve(at) {
    const expression = without(at.expression);
    const known = literalValue(at.file.text, expression);
    const followed = expression.kind === 'reference' || expression.kind === 'template';
    if (known === NOT_KNOWN && followed) return { kind: 'obstacle', obstacle: computed(at) };
    return { kind: 'written', written: { ...at, expression } };
  },
  known: (at) => literalValue(at.file.text, at.expression),
};
