import { describe, expect, it } from 'vitest';
import type { Difference } from '../drift/report.ts';
import { compilePolicies, policyVerdict, type PolicySubject } from './decision-policy.ts';
import { differenceForTest } from './drift-for-test.ts';

const policy = { id: 'p', when: 'true', kinds: null, demand: { approvals: 1 }, why: 'because' } as const;

const holds = (
  when: string,
  changes: Partial<Omit<PolicySubject, 'difference'>> & { readonly difference?: Partial<Difference> } = {},
): boolean | readonly string[] => {
  const { policies, problems } = compilePolicies([{ ...policy, when }]);
  if (problems.length > 0) return problems.map(({ message }) => message);
  const { approvals } = policyVerdict(policies, {
    stack: 'prod',
    owner: '@platform',
    kind: 'revert',
    actor: { name: 'Ana Diaz', email: 'ana@example.com' },
    destroy: false,
    ...changes,
    difference: differenceForTest(changes.difference),
  });
  return approvals === 1;
};

describe('the condition of a policy', () => {
  it.each([
    'stack == "prod"',
    'owner == "@platform"',
    'severity == "medium"',
    'class == "conflict"',
    'kind == "revert"',
    'kind in ["revert", "adopt"]',
    'actor.name == "Ana Diaz" && actor.email.endsWith("@example.com")',
    'resource.type == "aws_sqs_queue" && resource.address == "aws_sqs_queue.jobs"',
    'path == "visibility_timeout_seconds" && attribute == path && leaf == path',
    'before == 30 && after == 90 && intent == 30 && grew(before, after)',
    'change == "changed"',
    '!destroy',
  ])('sees: %s', (when) => {
    expect(holds(when)).toBe(true);
    expect(holds(`!(${when})`)).toBe(false);
  });

  it('sees where the code is ahead as the severity rules do', () => {
    const difference: Partial<Difference> = { class: 'unapplied_code', reality: { kind: 'value', value: 1 } };
    expect(holds('before == 1 && after == 30', { difference })).toBe(true);
  });

  it('sees nothing of a secret', () => {
    expect(holds('after == null', { difference: { reality: { kind: 'secret', digest: 'abc' } } })).toBe(true);
  });

  it.each(['value == 1', 'actor.mail == ""', 'element == null', 'values == null', 'after >'])(
    'is refused when it cannot mean anything: %s',
    (when) => {
      expect(holds(when)).toHaveLength(1);
    },
  );
});

describe('a policy that cannot be decided', () => {
  const doubtful = 'after.size > 3';

  it('counts as if it held, and says so', () => {
    for (const demand of [{ approvals: 2 }, { forbid: true }] as const) {
      const { policies } = compilePolicies([{ ...policy, when: doubtful, demand }]);
      const verdict = policyVerdict(policies, {
        stack: 'prod',
        owner: 'o',
        kind: 'accept',
        actor: { name: 'Ana', email: null },
        destroy: false,
        difference: differenceForTest(),
      });
      expect(verdict.approvals).toBe('approvals' in demand ? 2 : 0);
      expect([...verdict.forbidden, ...verdict.reasons]).toEqual([
        expect.stringContaining('counts as it could not be decided (cannot be decided:'),
      ]);
    }
  });

  it('is not asked for a kind that it is not about', () => {
    const { policies } = compilePolicies([
      { ...policy, when: doubtful, kinds: ['adopt'], demand: { forbid: true } },
    ]);
    const verdict = policyVerdict(policies, {
      stack: 'prod',
      owner: 'o',
      kind: 'accept',
      actor: { name: 'Ana', email: null },
      destroy: false,
      difference: differenceForTest(),
    });
    expect(verdict).toEqual({ approvals: 0, forbidden: [], reasons: [] });
  });
});
