import { describe, expect, it } from 'vitest';

import { editItems, editMembers, type ItemEdits, type MemberEdits } from './collection-edits.ts';
import { sourceFile } from './source-file.ts';
import type { Expression } from './syntax-tree.ts';
import { applyChanges } from './text-change.ts';

async function valueIn(text: string): Promise<Expression> {
  const file = await sourceFile('x.tf', 'x.tf', text);
  const value = file.content.kind === 'unreadable' ? undefined : file.content.body.attributes[0]?.value;
  if (value === undefined) throw new Error(`no value in ${text}`);
  return value;
}

async function listAfter(list: string, edits: ItemEdits): Promise<string> {
  const text = `x = ${list}\n`;
  const value = await valueIn(text);
  if (value.kind !== 'tuple') throw new Error(`no list: ${list}`);
  return applyChanges(text, editItems(text, value, edits)).slice('x = '.length, -1);
}

async function objectAfter(object: string, edits: MemberEdits): Promise<string> {
  const text = `x = ${object}\n`;
  const value = await valueIn(text);
  if (value.kind !== 'object') throw new Error(`no object: ${object}`);
  return applyChanges(text, editMembers(text, value, edits)).slice('x = '.length, -1);
}

describe('elements of a list', () => {
  it.each<[string, ItemEdits, string]>([
    ['[]', { gone: [], come: [{ at: 0, value: 'a' }] }, '["a"]'],
    [
      '[ ]',
      {
        gone: [],
        come: [
          { at: 0, value: 1 },
          { at: 0, value: 2 },
        ],
      },
      '[1, 2]',
    ],
    ['[1, 2, 3]', { gone: [1, 2], come: [] }, '[1]'],
    ['[1, 2, 3]', { gone: [0, 1], come: [] }, '[3]'],
    ['[1, 2, 3]', { gone: [0, 1, 2], come: [] }, '[]'],
    [
      '[1, 2, 3]',
      {
        gone: [0, 2],
        come: [
          { at: 0, value: 0 },
          { at: 3, value: 4 },
        ],
      },
      '[0, 2, 4]',
    ],
    ['[1, /* two */ 2,]', { gone: [], come: [{ at: 1, value: 9 }] }, '[1, 9, /* two */ 2,]'],
    ['[1, 2]', { gone: [0, 1], come: [{ at: 2, value: 7 }] }, '[7]'],
    ['[\n  1, # one\n  2\n]', { gone: [], come: [{ at: 2, value: 3 }] }, '[\n  1, # one\n  2,\n  3,\n]'],
    ['[\n  1, # one\n  2, # two\n]', { gone: [1], come: [{ at: 2, value: 3 }] }, '[\n  1, # one\n  3,\n]'],
    ['[\n  1,\n  2,\n]', { gone: [0], come: [] }, '[\n  2,\n]'],
    ['[\n  1, 2,\n  3\n]', { gone: [1], come: [] }, '[\n  1, 3\n]'],
    ['[<<A\nx\nA\n]', { gone: [], come: [{ at: 1, value: 1 }] }, '[<<A\nx\nA\n  , 1\n]'],
    ['[<<A\nx\nA\n, 1]', { gone: [1], come: [] }, '[<<A\nx\nA\n]'],
    [
      '[\n  <<-A\n  x\n  A\n]',
      { gone: [], come: [{ at: 1, value: 1 }] },
      '[\n  <<-A\n  x\n  A\n  ,\n  1,\n]',
    ],
    ['[\n  # nothing yet\n]', { gone: [], come: [{ at: 0, value: 1 }] }, '[\n  # nothing yet\n  1,\n]'],
  ])('%j', async (list, edits, after) => {
    expect(await listAfter(list, edits)).toBe(after);
  });
});

describe('keys of an object', () => {
  const come = [{ name: 'b', value: 2 }];

  it.each<[string, MemberEdits, string]>([
    ['{}', { gone: [], come }, '{\n  b = 2\n}'],
    ['{ a = 1 }', { gone: [], come }, '{ a = 1, b = 2 }'],
    ['{ a = 1 }', { gone: ['a'], come }, '{ b = 2 }'],
    ['{ a = 1 }', { gone: ['a'], come: [] }, '{}'],
    ['{ "a" : 1 }', { gone: [], come }, '{ "a" : 1, "b" : 2 }'],
    ['{\n  a = 1 # one\n}', { gone: [], come }, '{\n  a = 1 # one\n  b = 2\n}'],
    ['{\n  a = 1,\n}', { gone: [], come }, '{\n  a = 1,\n  b = 2,\n}'],
    ['{\n  a = 1\n  c = 3\n}', { gone: ['c'], come }, '{\n  a = 1\n  b = 2\n}'],
    [
      '{\n  a = 1\n}',
      { gone: [], come: [{ name: 'b c', value: { d: null } }] },
      '{\n  a = 1\n  "b c" = {\n    d = null\n  }\n}',
    ],
  ])('%j', async (object, edits, after) => {
    expect(await objectAfter(object, edits)).toBe(after);
  });
});
