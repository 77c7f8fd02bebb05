import { expect, it } from 'vitest';
import { personIn } from './author.ts';

it.each([
  ['Ada Keeper <ada@example.com>', { name: 'Ada Keeper', email: 'ada@example.com' }],
  [' ops-bot ', { name: 'ops-bot', email: '' }],
  ['ada@example.com', { name: 'ada@example.com', email: 'ada@example.com' }],
  ['ops-bot <>', { name: 'ops-bot', email: '' }],
  ['Ünï "Q" O\'Hara<u@example.com>', { name: 'Ünï "Q" O\'Hara', email: 'u@example.com' }],
])('%j is a person', (text, person) => {
  expect(personIn(text)).toEqual(person);
});

it.each(['', ' ', '<a@b>', 'a <b', 'a> b', 'a <b> c', 'a\nb <c>', 'a\0'])('%j is nobody', (text) => {
  expect(personIn(text)).toBeNull();
});
