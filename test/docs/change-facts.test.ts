import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { CHANGE_STATE_MEANING, CHANGE_TRANSITIONS, type ChangeAction } from '#domain/change/change-state.ts';
import { TRIGGERS } from '#domain/change/declaration.ts';
import { changeJsonSchema } from '#platform/change-schema.ts';
import { parseChangeFile } from '#platform/change-file.ts';
import { codeIn, readPage, REPOSITORY, tableOf } from './markdown-page.ts';

const page = readPage('docs/changes.md');

interface Shape {
  readonly properties?: Readonly<Record<string, Shape>>;
}

it('docs/changes.md has every state, and what it means', () => {
  const rows = tableOf(page, 'state').map(([state = '', meaning]) => [codeIn(state)[0], meaning]);
  expect(rows).toEqual(Object.entries(CHANGE_STATE_MEANING));
});

it('docs/changes.md says who may do what, and from where', () => {
  for (const [act = '', who, from = '', reason] of tableOf(page, 'act')) {
    const action = (codeIn(act)[0] ?? '').replace('kedge change ', '') as ChangeAction;
    const { by, from: states, reason: needsReason } = CHANGE_TRANSITIONS[action];
    expect([act, who]).toEqual([act, by.includes('person') ? 'anybody' : 'owner']);
    expect([act, from.split(';')[0]?.trim()]).toEqual([act, states.join(', ')]);
    expect([act, reason]).toEqual([act, action === 'close' ? 'see there' : needsReason ? 'yes' : 'no']);
  }
});

it('docs/changes.md has every key of a declaration, and every trigger', () => {
  const keys = Object.keys((changeJsonSchema() as Shape).properties ?? {});
  const listed = tableOf(page, 'key').flatMap(([key = '']) => codeIn(key));
  expect(listed.toSorted()).toEqual(keys.toSorted());
  for (const trigger of TRIGGERS) expect(codeIn(page.prose)).toContain(trigger);
});

it('the example of a change can be declared', () => {
  const text = readFileSync(join(REPOSITORY, 'examples/changes/checkout-42.yaml'), 'utf8');
  expect(parseChangeFile('changes/checkout-42.yaml', text)).toHaveProperty('declaration');
});
