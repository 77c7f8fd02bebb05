import { describe, expect, it } from 'vitest';
import { configProblemText } from './config-problem-text.ts';
import { parseConfigFile } from './parse-config.ts';

/** The problems as people see them. */
function problemsOf(text: string): readonly string[] {
  const parsed = parseConfigFile('kedge.yaml', text, '/infra/live');
  return 'problems' in parsed ? parsed.problems.map(configProblemText) : [];
}

describe('what is wrong in the settings of decisions', () => {
  it.each([
    ['project: ""', '1:10: `project` must not be empty. Seen: "".'],
    [
      'decisions:\n  folder: ../decisions',
      '2:11: `decisions.folder` leads to /infra/decisions, which is outside /infra/live. Seen: "../decisions". Name a path below the folder of kedge.yaml, or move kedge.yaml up.',
    ],
    [
      'decisions: { accept_at_most: 1 year }',
      '1:30: `decisions.accept_at_most` cannot be used: `1 year` is not a duration. Write it like 12h, 7d or 2w. Seen: "1 year".',
    ],
    [
      'decisions: { accept_at_most: 0d }',
      '1:30: `decisions.accept_at_most` cannot be used: `0d` is out of range. Write more than 0s and at most 3650d. Seen: "0d".',
    ],
    [
      'policies:\n  - id: a\n    when: sevrity == "high"\n    approvals: 1',
      '3:11: The policy `a` cannot be used. There is no `sevrity`. Did you mean `severity`? Seen: "sevrity == \\"high\\"".',
    ],
    [
      'policies: [{ id: a, when: "true" }]',
      '1:12: `policies[0]` demands nothing. Write either `approvals: 1` or `forbid: true`.',
    ],
    [
      'policies: [{ id: a, when: "true", approvals: 1, forbid: true }]',
      '1:12: `policies[0]` demands approvals and forbids at once. Write either `approvals: 1` or `forbid: true`.',
    ],
    ['policies: [{ id: a, approvals: 1 }]', '1:12: `policies[0]` needs `when`. Add `when:`.'],
    [
      'policies: [{ id: a, when: "true", approvals: 0 }]',
      '1:46: `policies[0].approvals` must be at least 1. Seen: 0.',
    ],
    [
      'policies: [{ id: a, when: "true", forbid: false }]',
      '1:43: `policies[0].forbid` must be true. Seen: false.',
    ],
    [
      'policies: [{ id: a, when: "true", forbid: true, kinds: [revet] }]',
      '1:57: `policies[0].kinds[0]` must be one of revert, adopt, accept, ignore. Seen: "revet". Did you mean `revert`?',
    ],
    [
      'policies: [{ id: a, when: "true", forbid: true }, { id: a, when: "true", forbid: true }]',
      '1:57: `policies[1].id` is used by an earlier policy. Seen: "a". Give each policy an id of its own.',
    ],
    [
      'objectives: { unknown_share: 5 }',
      '1:30: `objectives.unknown_share` must be a share: a number from 0 to 1, or a percentage such as 5%. Seen: 5.',
    ],
    [
      'objectives: { suppressed_share: 120% }',
      '1:33: `objectives.suppressed_share` must be a share: a number from 0 to 1, or a percentage such as 5%. Seen: "120%".',
    ],
    ['flapping: { toggles: 1 }', '1:22: `flapping.toggles` must be at least 2. Seen: 1.'],
  ])('is named with its place, what was seen, and what to do: %s', (text, expected) => {
    expect(problemsOf(text)).toEqual([`kedge.yaml:${expected}`]);
  });
});
