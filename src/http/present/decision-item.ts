import { approvalsMissing } from '#domain/decision/decision-action.ts';
import { DECISION_MEANING, type Decision as Decided } from '#domain/decision/decision.ts';
import type { Decision } from '../schema/decisions.ts';

export const decisionItem = (decision: Decided & { readonly source: string }): Decision => ({
  source: decision.source,
  id: decision.id,
  kind: decision.kind,
  meaning: DECISION_MEANING[decision.kind],
  at: decision.at,
  by: decision.by,
  owner: decision.owner,
  channel: decision.channel,
  reason: decision.reason,
  until: decision.until,
  destroy_approved: decision.destroyApproved,
  approvals_needed: decision.approvalsNeeded,
  approvals: decision.approvals.map(({ by, at, reason }) => ({ by, at, reason })),
  approvals_missing: decision.inForce ? approvalsMissing(decision) : 0,
  in_force: decision.inForce,
  record: decision.record,
  differences: decision.subjects.length,
});
