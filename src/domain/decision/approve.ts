import type { DriftAction } from '../drift/life/drift-state.ts';
import { actionOfApproval, approvalsMissing, countedApprovals } from './decision-action.ts';
import { DECISION_MEANING } from './decision.ts';
import type { Decision } from './decision.ts';
import { identityText, parseIdentity, samePersonText } from './identity.ts';

export type ApprovalOutcome =
  | {
      readonly decision: Decision;
      /** What happens to its differences now; null: it waits for more approvals. */
      readonly action: DriftAction | null;
      /** How many approvals are still missing. */
      readonly missing: number;
    }
  /** A sentence for a person. */
  | { readonly refused: string };

/**
 * Adds the approval of a second person.
 * @param actor `Name <email>`
 * @param at ISO 8601, UTC
 * @param reason may be left out; redacted before it gets here
 */
export function approveDecision(
  decision: Decision,
  actor: string,
  at: string,
  reason: string | null,
): ApprovalOutcome {
  const read = parseIdentity(actor);
  if ('problem' in read) return { refused: `Nobody can approve without a name. ${read.problem}` };
  const refused = approvalObstacle(decision, identityText(read.identity), at);
  if (refused !== null) return { refused };
  const approval = { by: identityText(read.identity), at, reason: oneLine(reason) };
  const approved = { ...decision, approvals: [...decision.approvals, approval] };
  return { decision: approved, action: actionOfApproval(approved), missing: approvalsMissing(approved) };
}

function approvalObstacle(decision: Decision, actor: string, at: string): string | null {
  const { id, by, until } = decision;
  if (!decision.inForce) return `Decision ${id} is not in force any more, so there is nothing to approve.`;
  if (approvalsMissing(decision) === 0) return `Decision ${id} does not wait for an approval.`;
  if (samePersonText(by, actor)) {
    return `${actor} made decision ${id} and cannot approve it: that takes a second person.`;
  }
  const earlier = decision.approvals.find((approval) => samePersonText(approval.by, actor));
  if (earlier !== undefined) {
    return `${actor} approved decision ${id} at ${earlier.at} already (as ${earlier.by}): it takes another person.`;
  }
  if (until !== null && at.slice(0, 10) > until) {
    return `Decision ${id} ended on ${until}, before it was approved. Decide anew.`;
  }
  return null;
}

/**
 * Whether this person may carry the decision out now. Where a policy demanded approvals the executor is none of those
 * who gave them.
 */
export function mayExecute(
  decision: Decision,
  actor: string,
): { readonly may: true } | { readonly refused: string } {
  const read = parseIdentity(actor);
  if ('problem' in read) return { refused: `Nobody can act without a name. ${read.problem}` };
  const refused = executionObstacle(decision, identityText(read.identity));
  return refused === null ? { may: true } : { refused };
}

function executionObstacle(decision: Decision, actor: string): string | null {
  const { id, kind, approvalsNeeded } = decision;
  if (!decision.inForce)
    return `Decision ${id} is not in force any more: it was withdrawn, replaced or carried out.`;
  if (kind !== 'revert' && kind !== 'adopt') {
    return `Decision ${id} leaves nothing to carry out: ${DECISION_MEANING[kind]}.`;
  }
  const missing = approvalsMissing(decision);
  if (missing > 0) {
    const given = countedApprovals(decision).length;
    return `Decision ${id} needs ${approvalsNeeded} ${approvalsNeeded === 1 ? 'approval' : 'approvals'} and has ${given}.`;
  }
  if (approvalsNeeded > 0 && decision.approvals.some((approval) => samePersonText(approval.by, actor))) {
    return `${actor} approved decision ${id} and cannot carry it out, too: the executor is never the approver.`;
  }
  return null;
}

function oneLine(reason: string | null): string | null {
  const text = (reason ?? '').replaceAll(/[\s\p{Cc}]+/gu, ' ').trim();
  return text === '' ? null : text;
}
