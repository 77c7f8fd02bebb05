import { z } from 'zod';
import { DECISION_KINDS } from '#domain/decision/decision.ts';
import { DRIFT_STATES } from '#domain/drift/life/drift-state.ts';
import { StackEvidence } from '#domain/drift/report.ts';
import { Fingerprint, Instant, listOf, oneOrMore, PageQuery, SourceName, StackId, yesOrNo } from './list.ts';

const Count = z.int().nonnegative();

/** A difference by where it came from. A fingerprint is unique in its source but for a few in several stacks. */
export const DifferenceKey = z.object({
  source: SourceName,
  stack: StackId.optional().describe('Needed only where two stacks of a source hold the same fingerprint.'),
  fingerprint: Fingerprint,
});
export type DifferenceKey = z.infer<typeof DifferenceKey>;

export const Approval = z.object({ by: z.string(), at: Instant, reason: z.string().nullable() });

export const Decision = z.object({
  source: SourceName,
  id: z.string(),
  kind: z.enum(DECISION_KINDS),
  meaning: z.string(),
  at: Instant,
  by: z.string(),
  owner: z.string(),
  channel: z.string().nullable(),
  reason: z.string(),
  until: z.string().nullable().describe('YYYY-MM-DD, that day included.'),
  destroy_approved: z.boolean(),
  approvals_needed: Count,
  approvals: z.array(Approval),
  approvals_missing: Count,
  in_force: z.boolean(),
  record: z.string().nullable().describe('Its file in the repository.'),
  differences: Count,
});
export type Decision = z.infer<typeof Decision>;

/** `GET /api/v1/decisions/:source/:id` */
export const DecisionWhole = Decision.extend({
  may_approve: z
    .object({ may: z.boolean(), why: z.string().nullable() })
    .describe('Whether the one who asks may approve it, and why not.'),
  subjects: z.array(
    z.object({
      stack: StackId,
      fingerprint: Fingerprint,
      address: z.string(),
      path: z.string(),
      reality: z.string().describe('Digest of the real value that was decided about.'),
      intent: z.string().describe('Digest of what the code asked for.'),
      evidence: StackEvidence.nullable(),
      state: z.enum(DRIFT_STATES).nullable().describe('Where the difference stands now.'),
    }),
  ),
});
export type DecisionWhole = z.infer<typeof DecisionWhole>;

export const DecisionQuery = PageQuery.extend({
  source: SourceName.optional(),
  kind: oneOrMore(z.enum(DECISION_KINDS)),
  in_force: yesOrNo.optional(),
  awaiting: yesOrNo.optional().describe('`true`: in force, and approvals are missing.'),
  by: z.string().max(200).optional().describe('A part of the name of who decided.'),
  q: z.string().max(200).optional().describe('A part of the reason, the id or an address.'),
});
export type DecisionQuery = z.infer<typeof DecisionQuery>;

/** `GET /api/v1/decisions`, newest first. */
export const DecisionList = listOf(Decision);
export type DecisionList = z.infer<typeof DecisionList>;

/** At most so many differences in one request. */
export const MOST_DECIDED = 1000;

/** `POST /api/v1/decisions` */
export const DecisionRequest = z
  .object({
    differences: z.array(DifferenceKey).min(1).max(MOST_DECIDED),
    kind: z.enum(DECISION_KINDS),
    reason: z.string().max(4000),
    until: z.iso.date().optional().describe('Accept always has one.'),
    owner: z.string().max(200).optional().describe('For stacks without one.'),
    destroy_approved: z
      .boolean()
      .default(false)
      .describe('Destroying or replacing the resources is part of it.'),
    group: z
      .boolean()
      .default(false)
      .describe('With every other open difference that the same change brought, in the same sources.'),
  })
  .strict();
export type DecisionRequest = z.input<typeof DecisionRequest>;

export const DecidedItem = z.object({
  source: SourceName,
  stack: StackId,
  fingerprint: Fingerprint,
  state: z.enum(DRIFT_STATES),
});

export type DecidedItem = z.infer<typeof DecidedItem>;

export const RefusedItem = z.object({
  source: SourceName,
  stack: StackId.nullable(),
  fingerprint: Fingerprint,
  why: z.string(),
});
export type RefusedItem = z.infer<typeof RefusedItem>;

/** What became of it: a decision for each source, owner and channel. */
export const Decided = z.object({
  decisions: z.array(Decision),
  decided: z.array(DecidedItem),
  refused: z.array(RefusedItem),
  warnings: z.array(RefusedItem).describe('Sentences that stop nothing.'),
  approval_reasons: z.array(z.string()),
});
export type Decided = z.infer<typeof Decided>;

/** `POST /api/v1/decisions/:source/:id/approve` */
export const ApproveRequest = z.object({ reason: z.string().max(2000).optional() }).strict();
export type ApproveRequest = z.infer<typeof ApproveRequest>;
export const Approved = z.object({ decision: Decision, missing: Count, decided: z.array(DecidedItem) });
export type Approved = z.infer<typeof Approved>;

/** `POST /api/v1/decisions/:source/:id/withdraw`: all of its differences, or those that are named. */
export const WithdrawRequest = z
  .object({
    reason: z.string().min(1).max(2000),
    differences: z.array(DifferenceKey).max(MOST_DECIDED).optional(),
  })
  .strict();
export type WithdrawRequest = z.infer<typeof WithdrawRequest>;
export const Withdrawn = z.object({
  decided: z.array(DecidedItem).describe('Open again.'),
  refused: z.array(RefusedItem),
  ended: z.array(z.string()).describe('Decisions that are not in force any more.'),
});
export type Withdrawn = z.infer<typeof Withdrawn>;
