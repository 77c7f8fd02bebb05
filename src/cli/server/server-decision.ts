import type { Decision } from '#http/schema/decisions.ts';
import type { ShownDecision } from '../decided-text.ts';

export const shownDecision = (told: Decision): ShownDecision => ({
  id: told.id,
  kind: told.kind,
  at: told.at,
  by: told.by,
  owner: told.owner,
  channel: told.channel,
  reason: told.reason,
  until: told.until,
  destroyApproved: told.destroy_approved,
  approvalsNeeded: told.approvals_needed,
  approvals: told.approvals.map(({ by, at, reason }) => ({ by, at, reason })),
  inForce: told.in_force,
  record: told.record,
});
