import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parseChangeFile } from './change-file.ts';
import { configProblemText } from './config-problem-text.ts';

const EXAMPLE = readFileSync(new URL('../../examples/changes/checkout-42.yaml', import.meta.url), 'utf8');

const problemsOf = (text: string, name = 'changes/checkout-42.yaml'): readonly string[] => {
  const read = parseChangeFile(name, text);
  return 'problems' in read ? read.problems.map(configProblemText) : [];
};

it('the example is a declaration, with every default settled', () => {
  const read = parseChangeFile('changes/checkout-42.yaml', EXAMPLE);
  expect(read).toMatchObject({
    declaration: {
      id: 'checkout-42',
      owner: 'Ana Diaz <ana@example.com>',
      channel: '#checkout',
      watch: { durationMs: 86_400_000, familyAlpha: 0.05, answerWithinMs: 1_800_000 },
      metrics: [
        { name: 'p95_latency', kind: 'ratio' },
        { name: 'error_rate', kind: 'count' },
        { tolerance: 0.05 },
      ],
      rollout: [{ run: { argv: ['echo', 'deploy', 'checkout', '42', 'to', '10', 'percent'] } }, {}],
    },
  });
});

it.each([
  ['two owners', /^owner: .*$/m, 'owner: [Ana, Bo]', /:4:8: A change has exactly one owner, and this has 2/],
  ['no owner', /^owner: .*\n/m, '', /:1:1: A change has exactly one owner, and this has none/],
  ['two channels', /^channel: .*$/m, "channel: ['#a', '#b']", /:5:10: A change has exactly one channel/],
  ['no stop condition', /^stop_when:[^]*?(?=^checks)/m, '', /at least one stop condition/],
  [
    'a stop condition that says nothing',
    /^ {4}after: 3d\n/m,
    '',
    /:10:5: `stop_when\[1\]` needs one of when, command, after/,
  ],
  [
    'an unknown key',
    /^channel:/m,
    'chanel:',
    /:5:1: The file has the unknown key `chanel`\..*Did you mean `channel`/,
  ],
  [
    'an unknown key of a gate',
    / at_least: 30m/,
    ' at_last: 30m',
    /unknown key `at_last`\..*Did you mean `at_least`/,
  ],
  [
    'a condition over another metric',
    /error_rate\.now/,
    'errors.now',
    /:9:11: The condition `errors.now > 0.05` cannot be used/,
  ],
  ['a short watch', /for: 24h/, 'for: 2h', /at least 24 hours/],
  ['words for a shell', /echo deploy checkout 41/, 'echo $HOME', /:\d+:8: `rollback.run` must be a program/],
  ['a step that reaches no further', /percent: 100/, 'percent: 5', /reaches 5 % after one that reached 10 %/],
  ['no YAML', /^version: 1/m, 'version: [', /is not valid YAML/],
] as const)('%s is refused with its place', (_what, from, to, expected) => {
  const text = EXAMPLE.replace(from, to);
  expect(text).not.toBe(EXAMPLE);
  expect(problemsOf(text).join('\n')).toMatch(expected);
});

it('the name of the file is the id, and has to be one', () => {
  expect(problemsOf(EXAMPLE, 'changes/Checkout 42.yaml').join()).toContain('cannot be the id');
});

it.each(['', 'null', '[]', 'title: 1', 'a: &a [*a]', 'rollout: {}'])(
  '%j is no declaration, and nothing is thrown',
  (text) => {
    expect(problemsOf(text).length).toBeGreaterThan(0);
  },
);
