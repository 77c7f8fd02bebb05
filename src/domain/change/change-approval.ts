import { parseIdentity, identityText, samePersonText } from '../decision/identity.ts';
import type { Change, ChangeApproval } from './change.ts';

/** Those that count: of this declaration, one a person, and none of the owner or of whoever opened it for them. */
export const countedChangeApprovals = ({
  approvals,
  declaration,
  digest,
}: Change): readonly ChangeApproval[] =>
  approvals.filter(
    (approval, i) =>
      approval.digest === digest &&
      !samePersonText(approval.by, declaration.owner) &&
      !approvals
        .slice(0, i)
        .some((earlier) => earlier.digest === digest && samePersonText(earlier.by, approval.by)),
  );

export const approvalsNeeded = ({ declaration }: Pick<Change, 'declaration'>): number =>
  Math.max(0, ...declaration.checks.map((check) => (check.kind === 'approvals' ? check.count : 0)));

export const approvalsMissing = (change: Change): number =>
  Math.max(0, approvalsNeeded(change) - countedChangeApprovals(change).length);

export interface ApprovalFacts {
  readonly actor: string;
  readonly at: string;
  readonly reason: string | null;
}

export function approveChange(
  change: Change,
  { actor, at, reason }: ApprovalFacts,
): { readonly change: Change } | { readonly refused: string } {
  const read = parseIdentity(actor);
  if ('problem' in read) return { refused: `Nobody can approve without a name. ${read.problem}` };
  const by = identityText(read.identity);
  const { id, declaration, digest, state } = change;
  if (state !== 'draft' && state !== 'ready') {
    return { refused: `The change ${id} is ${state}: it is approved before it starts.` };
  }
  if (samePersonText(declaration.owner, by)) {
    return { refused: `${by} owns the change ${id} and cannot approve it: that takes a second person.` };
  }
  const earlier = change.approvals.find((each) => each.digest === digest && samePersonText(each.by, by));
  if (earlier !== undefined) return { refused: `${by} approved the change ${id} at ${earlier.at} already.` };
  return {
    change: { ...change, updatedAt: at, approvals: [...change.approvals, { by, at, reason, digest }] },
  };
}
