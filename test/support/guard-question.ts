import { COUNTED_BY_DEFAULT } from '#domain/drift/drift-class.ts';
import { sideDigest } from '#domain/drift/life/side-digest.ts';
import { nameDifferences, type NamedDifference } from '#domain/drift/name-differences.ts';
import { planFrom, type Plan } from '#domain/drift/plan.ts';
import type { StackEvidence } from '#domain/drift/report.ts';
import type { JsonObject } from '#domain/json.ts';
import { severityRulesOf } from '#domain/policy/all-severity-rules.ts';
import type { Approval } from '#domain/remedy/approved-difference.ts';
import { guardRevertPlan, type GuardVerdict } from '#domain/remedy/plan-guard.ts';
import { createRedactor } from '#domain/secret/redact.ts';

export const NOW: StackEvidence = { commit: 'a', dirty: false, lineage: 'l', serial: 7 };

const redactor = createRedactor(new Uint8Array(32));
const shipped = severityRulesOf([]);

export interface Asked {
  /** What was approved, as `ADDRESS PATH`; of the differences in `from`, else in the plan itself. */
  readonly paths: readonly string[];
  readonly from?: JsonObject;
  readonly destroyApproved?: boolean;
  readonly targeted?: boolean;
  readonly resourcesRead?: number;
  readonly evidence?: StackEvidence | null;
  readonly now?: StackEvidence;
}

export function readForTest(json: JsonObject): Plan {
  const reading = planFrom(json);
  if ('problem' in reading) throw new Error(reading.problem);
  return reading.plan;
}

export const nameForTest = (plan: Plan): readonly NamedDifference[] =>
  nameDifferences(plan, {
    stack: 'test',
    redactor,
    severity: shipped(),
    counted: COUNTED_BY_DEFAULT,
    moves: [],
    locate: () => null,
  });

export function approvalOf(
  { difference }: NamedDifference,
  asked: Pick<Asked, 'evidence' | 'destroyApproved'>,
): Approval {
  const { fingerprint, address, path, reality, intent } = difference;
  return {
    subject: {
      fingerprint,
      stack: 'test',
      address,
      path,
      reality: sideDigest(reality),
      intent: sideDigest(intent),
      evidence: asked.evidence === undefined ? NOW : asked.evidence,
    },
    aliases: [],
    destroyApproved: asked.destroyApproved ?? false,
  };
}

/** Asks the guard about a plan. */
export function judge(json: JsonObject, asked: Asked): GuardVerdict {
  const plan = readForTest(json);
  const source = nameForTest(asked.from === undefined ? plan : readForTest(asked.from));
  const chosen = asked.paths.map((wanted) => {
    const found = source.find(({ difference }) => `${difference.address} ${difference.path}` === wanted);
    if (found === undefined) {
      const there = source.map(({ difference }) => `${difference.address} ${difference.path}`);
      throw new Error(`there is no ${wanted}, but ${there.join(', ') || 'nothing'}`);
    }
    return found;
  });
  return guardRevertPlan({
    plan,
    planned: nameForTest(plan),
    targeted: asked.targeted ?? false,
    resourcesRead: asked.resourcesRead ?? 1_000,
    approvals: chosen.map((each) => approvalOf(each, asked)),
    now: asked.now ?? NOW,
    redact: (text) => redactor.redactText(text),
  });
}
