import type { DriftAction } from '../drift/life/drift-state.ts';
import type { Approval, Decision } from './decision.ts';
import { samePersonText } from './identity.ts';

type Approvable = Pick<Decision, 'by' | 'approvals' | 'approvalsNeeded'>;

/** The approvals that count: one a person, and none of the person who decided. */
export function countedApprovals({ by, approvals }: Pick<Decision, 'by' | 'approvals'>): readonly Approval[] {
  return approvals.filter(
    (approval, i) =>
      !samePersonText(approval.by, by) &&
      !approvals.slice(0, i).some((earlier) => samePersonText(earlier.by, approval.by)),
  );
}

/** How many approvals are still to come. */
export const approvalsMissing = (decision: Approvable): number =>
  Math.max(0, decision.approvalsNeeded - countedApprovals(decision).length);

/** What happens to a difference when this is decided about it. What waits for a second person silences nothing yet. */
export function actionOfDecision(decision: Approvable & Pick<Decision, 'kind'>): DriftAction {
  if (approvalsMissing(decision) > 0) return 'decide_to_act_with_approval';
  return decision.kind === 'accept' || decision.kind === 'ignore' ? decision.kind : 'decide_to_act';
}

/** What happens to it when an approval comes in; null: more approvals are missing. */
export function actionOfApproval(decision: Approvable & Pick<Decision, 'kind'>): DriftAction | null {
  if (approvalsMissing(decision) > 0) return null;
  return decision.kind === 'accept' || decision.kind === 'ignore' ? decision.kind : 'approve';
}
