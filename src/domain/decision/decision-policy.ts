import { toCel } from '../policy/cel-values.ts';
import { compileCondition } from '../policy/cel-condition.ts';
import type { Condition, ConditionVariables } from '../policy/cel-condition.ts';
import { SEVERITY_VARIABLES, severityVariables } from '../policy/severity-subject.ts';
import type { Difference, Side } from '../drift/report.ts';
import type { Json } from '../json.ts';
import type { DecisionKind } from './decision.ts';
import type { Identity } from './identity.ts';

/** A policy as kedge.yaml has it. */
export interface DecisionPolicy {
  readonly id: string;
  /** A CEL condition over {@link PolicySubject}; it must give true or false. */
  readonly when: string;
  /** null: every kind. */
  readonly kinds: readonly DecisionKind[] | null;
  readonly demand: PolicyDemand;
  /** For whoever is stopped by it. */
  readonly why: string;
}

export type PolicyDemand = { readonly approvals: number } | { readonly forbid: true };

export interface CompiledPolicy extends DecisionPolicy {
  readonly condition: Condition;
}

/** What a policy sees of one difference and of what somebody wants to decide about it. Redacted. */
export interface PolicySubject {
  readonly stack: string;
  readonly owner: string;
  readonly difference: Difference;
  readonly kind: DecisionKind;
  readonly actor: Identity;
  /** Whether destroying or replacing is to be part of it. */
  readonly destroy: boolean;
}

/** What all policies together say. */
export interface PolicyVerdict {
  readonly approvals: number;
  /** Sentences: why it is forbidden; empty: it is not. */
  readonly forbidden: readonly string[];
  /** Sentences: what demands the approvals, and what could not be decided. */
  readonly reasons: readonly string[];
}

// A policy decides over what memory keeps, and the raw values of a resource are not kept.
const { element: _element, values: _values, ...SHARED_VARIABLES } = SEVERITY_VARIABLES;

/** The variables of a policy, with their fields where they are fixed. */
export const POLICY_VARIABLES: Readonly<Record<string, readonly string[] | null>> = {
  ...SHARED_VARIABLES,
  owner: null,
  severity: null,
  kind: null,
  actor: ['name', 'email'],
  destroy: null,
};

/** Compiles the policies in their order. One that cannot be compiled is left out and named in `problems`. */
export function compilePolicies(policies: readonly DecisionPolicy[]): {
  readonly policies: readonly CompiledPolicy[];
  readonly problems: readonly { readonly id: string; readonly message: string }[];
} {
  const results = policies.map((policy) => ({
    policy,
    compiled: compileCondition(policy.when, POLICY_VARIABLES),
  }));
  return {
    policies: results.flatMap(({ policy, compiled }) =>
      'problem' in compiled ? [] : [{ ...policy, condition: compiled.condition }],
    ),
    problems: results.flatMap(({ policy, compiled }) =>
      'problem' in compiled ? [{ id: policy.id, message: compiled.problem }] : [],
    ),
  };
}

/**
 * Asks every policy; the strictest counts. One whose condition cannot be decided for this difference counts as if it
 * held: a missing value must not open a door. Never throws.
 */
export function policyVerdict(policies: readonly CompiledPolicy[], subject: PolicySubject): PolicyVerdict {
  const variables = policyVariables(subject);
  let approvals = 0;
  const forbidden: string[] = [];
  const reasons: string[] = [];
  for (const policy of policies) {
    if (policy.kinds !== null && !policy.kinds.includes(subject.kind)) continue;
    const result = policy.condition.evaluate(variables);
    if ('holds' in result && !result.holds) continue;
    const doubt = 'problem' in result ? `, and counts as it could not be decided (${result.problem})` : '';
    if ('forbid' in policy.demand) {
      forbidden.push(`The policy \`${policy.id}\` forbids it: ${policy.why}${doubt}.`);
    } else {
      approvals = Math.max(approvals, policy.demand.approvals);
      reasons.push(
        `The policy \`${policy.id}\` demands ${approvalsText(policy.demand.approvals)}: ${policy.why}${doubt}.`,
      );
    }
  }
  return { approvals, forbidden, reasons };
}

const approvalsText = (count: number): string =>
  count === 1 ? 'the approval of a second person' : `approvals of ${count} other people`;

function policyVariables({ difference, ...subject }: PolicySubject): ConditionVariables {
  const { memory, reality, intent } = difference;
  const before = plain(difference.class === 'unapplied_code' ? reality : memory);
  const after = plain(difference.class === 'unapplied_code' ? intent : reality);
  const shared = severityVariables({
    resource: {
      address: difference.address,
      type: difference.resource_type,
      name: difference.resource_name,
      module: difference.module,
      provider: difference.provider,
    },
    path: difference.path,
    attribute: /^[\w-]*/.exec(difference.path)?.[0] ?? '',
    before,
    after,
    intent: plain(intent),
    class: difference.class,
    change: difference.change,
    stack: subject.stack,
  });
  return {
    ...shared,
    owner: subject.owner,
    severity: difference.severity,
    kind: subject.kind,
    actor: toCel({ name: subject.actor.name, email: subject.actor.email ?? '' }),
    destroy: subject.destroy,
  };
}

const plain = (side: Side): Json => (side.kind === 'value' ? side.value : null);
