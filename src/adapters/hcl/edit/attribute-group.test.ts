import { expect, it } from 'vitest';

import type { AttributePath, PathStep } from '#domain/drift/attribute-path.ts';
import type { Json } from '#domain/json.ts';

import { attributeGroups, holdsSecret, type WantedValue } from './attribute-group.ts';

const wanted = (
  path: AttributePath,
  now: Json | undefined,
  real: Json | undefined,
  reality: Json,
): WantedValue => ({ kind: 'value', fingerprint: 'f', address: 'a.b', path, now, real, reality });
const attribute = (name: string): PathStep => ({ kind: 'attribute', name });
const key = (name: string): PathStep => ({ kind: 'key', key: name });
const element = (index: number): PathStep => ({ kind: 'element', index, identity: String(index) });

it('puts what the code says back into what reality says, at every place of one attribute', () => {
  const reality = { rules: [{ n: 'new' }, { n: 'kept', port: 2 }, { n: 'newer' }], other: 1 };
  const rules = attribute('rules');
  const groups = attributeGroups([
    wanted([rules, element(0)], undefined, { n: 'new' }, reality),
    wanted([rules, element(2)], undefined, { n: 'newer' }, reality),
    wanted([rules, element(1), attribute('port')], 1, 2, reality),
    wanted([rules, element(0)], { n: 'old' }, undefined, reality),
  ]);
  expect(groups).toHaveLength(1);
  expect(groups[0]?.now).toEqual({ rules: [{ n: 'old' }, { n: 'kept', port: 1 }] });
  expect(groups[0]?.real).toEqual({ rules: reality.rules });
});

it('leaves an empty map where the last key went, and keeps keys that nobody wants edited', () => {
  const path = [attribute('tags'), key('Team')];
  const [gone] = attributeGroups([wanted(path, 'a', undefined, { tags: null })]);
  expect([gone?.now, gone?.real]).toEqual([{ tags: { Team: 'a' } }, { tags: {} }]);
  const [one] = attributeGroups([wanted(path, 'a', 'b', { tags: { Team: 'b', Other: 'c' } })]);
  expect(one?.now).toEqual({ tags: { Team: 'a', Other: 'c' } });
});

it('knows a secret by its name and by its shape', () => {
  const secret = ['hunter', '2'].join('');
  expect(holdsSecret(wanted([attribute('password')], 'x', secret, {}))).toBe(true);
  expect(holdsSecret(wanted([attribute('variables'), key('DB_PASSWORD')], 'x', secret, {}))).toBe(true);
  expect(holdsSecret(wanted([attribute('name')], 'x', 'jobs', {}))).toBe(false);
  expect(holdsSecret(wanted([attribute('password')], 'x', undefined, {}))).toBe(false);
});
