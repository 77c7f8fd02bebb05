import { z } from 'zod';
import { DECISION_KINDS } from '#domain/decision/decision.ts';
import { AGE_PATTERN, parseAge } from '#domain/policy/duration.ts';

const Text = z.string({ error: 'must be a text' }).min(1, { error: 'must not be empty' });

const Age = z
  .union([z.string().meta({ pattern: AGE_PATTERN }), z.number().meta({ exclusiveMinimum: 0 })], {
    error: 'must be a duration such as 12h, 7d or 2w, or a number of seconds',
  })
  .superRefine((value, context) => {
    const age = parseAge(value);
    if ('problem' in age) {
      context.addIssue({ code: 'custom', message: `cannot be used: ${age.problem.replace(/\.$/, '')}` });
    }
  });

const SHARE_DEMAND = 'must be a share: a number from 0 to 1, or a percentage such as 5%';

const Share = z.union(
  [
    z.string().regex(/^(?:100(?:\.0+)?|\d{1,2}(?:\.\d+)?)%$/, { error: SHARE_DEMAND }),
    z.number().min(0, { error: SHARE_DEMAND }).max(1, { error: SHARE_DEMAND }),
  ],
  { error: SHARE_DEMAND },
);

/** `decisions` of kedge.yaml. */
export const Decisions = z
  .strictObject({
    folder: Text.describe('Where decision records are written. Default: decisions.'),
    accept_at_most: Age.describe('How far ahead an acceptance may end: 90d, 26w. Default: 365d.'),
  })
  .partial();

/** One entry of `policies` of kedge.yaml. */
export const Policy = z
  .strictObject({
    id: z.string().regex(/^[a-z0-9][a-z0-9._/-]*$/, {
      error: 'must be small letters, digits, `-`, `_`, `.` or `/`',
    }),
    when: Text.describe('A CEL condition over stack, owner, severity, class, kind, actor, resource, ...'),
    kinds: z
      .array(z.enum(DECISION_KINDS))
      .min(1, { error: 'must name a kind of decision' })
      .describe('Only for these kinds of decision. Default: all.')
      .optional(),
    approvals: z
      .int()
      .min(1, { error: 'must be at least 1' })
      .max(9, { error: 'must be at most 9' })
      .describe('How many people besides the one who decides have to approve.')
      .optional(),
    forbid: z.literal(true).describe('Nobody may decide so.').optional(),
    why: Text.describe('One sentence for whoever is stopped by it.').optional(),
  })
  .describe('Every policy whose condition holds counts: the strictest decides.');

/** `objectives` of kedge.yaml. */
export const Objectives = z
  .strictObject({
    age_p50: Age.describe('Half of the open differences are at most this old.'),
    age_p95: Age.describe('95 of 100 open differences are at most this old.'),
    time_to_decide_p95: Age.describe('From opened to the first decision.'),
    time_to_verify_p95: Age.describe('From the decision to verified by a fresh read.'),
    unknown_share: Share.describe('Scans that could not read everything.'),
    suppressed_share: Share.describe('Differences found that rules took out.'),
    window: Age.describe('How far back the times are measured. Default: 30d.'),
  })
  .partial();

/** `flapping` of kedge.yaml. */
export const Flapping = z
  .strictObject({
    toggles: z
      .int()
      .min(2, { error: 'must be at least 2' })
      .max(50, { error: 'must be at most 50' })
      .describe('How often a difference has to come or go. Default: 3.'),
    window: Age.describe('Within what time. Default: 7d.'),
  })
  .partial();
