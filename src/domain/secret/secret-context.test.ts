import { expect, it } from 'vitest';
import type { PathStep } from '../drift/attribute-path.ts';
import { contextAt } from './secret-context.ts';

const attribute = (name: string): PathStep => ({ kind: 'attribute', name });
const key = (name: string): PathStep => ({ kind: 'key', key: name });
const index = (at: number): PathStep => ({ kind: 'index', index: at });

const ROOT = {
  environment: [
    { name: 'STAGE', value: 'prod' },
    { name: 'DB_PASSWORD', value: 'hunter2' },
  ],
  passwords: ['a', 'b'],
  credentials: { smtp: 'hunter2', username: 'app' },
  tags: { Team: 'core' },
};

it('takes the name that stands beside a value', () => {
  expect(contextAt(ROOT, [attribute('environment'), index(1), attribute('value')], undefined)).toEqual({
    name: 'DB_PASSWORD',
  });
  expect(contextAt(ROOT, [attribute('environment'), index(0), attribute('value')], undefined)).toEqual({
    name: 'STAGE',
  });
});

it('takes the name of the list or the group around a value', () => {
  expect(contextAt(ROOT, [attribute('passwords'), index(0)], undefined).name).toBe('passwords');
  expect(contextAt(ROOT, [attribute('credentials'), key('smtp')], undefined).name).toBe('credentials');
  expect(contextAt(ROOT, [attribute('credentials'), key('username')], undefined).name).toBe('username');
  expect(contextAt(ROOT, [attribute('tags'), key('Team')], undefined).name).toBe('Team');
});

it('brings the mask of the place along', () => {
  expect(contextAt(ROOT, [attribute('tags'), key('Team')], { tags: { Team: true } })).toEqual({
    name: 'Team',
    mask: true,
  });
  expect(contextAt(ROOT, [], undefined)).toEqual({});
});
