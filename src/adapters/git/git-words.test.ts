import { expect, it } from 'vitest';
import { maskCredentials, wordsOf } from './git-words.ts';

it('takes what Git said to its point', () => {
  const said =
    'fatal: one thing.\nhint: try another\n\nremote: error: GH006: Protected \u001B[31mbranch\r\nerror: failed to push some refs.\n';
  expect(wordsOf(said)).toBe('one thing.; GH006: Protected  [31mbranch; failed to push some refs');
  expect(wordsOf('x'.repeat(10_000)).length).toBeLessThan(1000);
  expect(wordsOf('hint: only\n')).toBe('');
});

it.each([
  ["unable to access 'https://bot:hunter2@example.com/x/'", "unable to access 'https://example.com/x/'"],
  ['https://hunter2@example.com/x', 'https://example.com/x'],
  ['https://bot:hunter2/with@slash@example.com/x', 'https://example.com/x'],
  ['ssh://git:hunter2@example.com', 'ssh://example.com'],
  ['HTTPS://bot:hunter2@example.com', 'HTTPS://example.com'],
  ['https://example.com/a@b', 'https://example.com/a@b'],
  ['mail ada@example.com', 'mail ada@example.com'],
])('of %j only what is no credential is shown', (text, shown) => {
  expect(maskCredentials(text)).toBe(shown);
});
