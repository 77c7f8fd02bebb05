import { z } from 'zod';
import { JsonSchema } from '#domain/json-schema.ts';
import { DECISION_KINDS } from '#domain/decision/decision.ts';
import { DRIFT_CLASSES } from '#domain/drift/drift-class.ts';
import { DRIFT_EVENTS } from '#domain/drift/life/drift-event.ts';
import { DRIFT_STATES } from '#domain/drift/life/drift-state.ts';
import { AppliedRule, CodeLocation, Difference, Side, StackEvidence } from '#domain/drift/report.ts';
import { SEVERITIES } from '#domain/drift/severity.ts';
import { FIX_OUTCOMES, FIX_STEPS } from '#domain/remedy/fix-run.ts';
import { Decision } from './decisions.ts';
import { Fingerprint, Instant, listOf, oneOrMore, PageQuery, SourceName, StackId, yesOrNo } from './list.ts';

const Count = z.int().nonnegative();

export const Attention = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('flapping'), toggles: Count, window_ms: z.number() }),
  z.object({ kind: z.literal('acceptance_ends'), until: z.string(), days: z.int() }),
  z.object({ kind: z.literal('too_old'), limit_ms: z.number() }),
]);

/** What a line leaves out of a difference: as reports give it, and why it wants to be looked at. */
export const DriftRest = z.object({
  difference: Difference,
  aliases: z.array(z.string()),
  toggles: z.array(z.string()).describe('When it came or went, oldest first, the newest 50.'),
  attention: z.array(Attention),
});
export type DriftRest = z.infer<typeof DriftRest>;

/** One difference on a line. Everything in it is redacted. */
export const DriftItem = z.object({
  source: SourceName,
  stack: StackId,
  fingerprint: Fingerprint,
  address: z.string(),
  path: z.string().describe('Empty: the whole resource.'),
  resource_type: z.string(),
  class: z.enum(DRIFT_CLASSES),
  severity: z.enum(SEVERITIES),
  drift: z.boolean().describe('false: reported apart.'),
  state: z.enum(DRIFT_STATES),
  first_seen: Instant,
  last_seen: Instant,
  opened_at: Instant.describe('Its age counts from here.'),
  decided_at: Instant.nullable(),
  closed_at: Instant.nullable(),
  times_reopened: Count,
  flapping: z.boolean(),
  owner: z.string().nullable(),
  decision: z.string().nullable().describe('The id of the one in force.'),
  kinds: z.array(z.enum(DECISION_KINDS)).describe('What can be decided about it.'),
  change: z
    .object({
      before: z.string().nullable(),
      after: z.string().nullable(),
      text: z.string(),
    })
    .describe(
      'In words, shortened. `text` says all of it on one line; the sides are null where it takes more than two values.',
    ),
  rest: DriftRest.optional().describe('With `whole=true`.'),
});
export type DriftItem = z.infer<typeof DriftItem>;

/** What the list, the groups and their counts are narrowed by. */
export const DriftFilter = z.object({
  state: oneOrMore(z.enum(DRIFT_STATES)).describe(
    'Default: those that somebody still has to do something about.',
  ),
  severity: oneOrMore(z.enum(SEVERITIES)),
  class: oneOrMore(z.enum(DRIFT_CLASSES)),
  source: SourceName.optional(),
  stack: StackId.optional(),
  owner: z.string().max(200).optional(),
  q: z.string().max(200).optional().describe('A part of the address; upper and lower case are the same.'),
  cause: z
    .string()
    .regex(/^[0-9a-f]{24}$/)
    .optional()
    .describe('Of one group.'),
  drift: yesOrNo.or(z.literal('all')).default(true).describe('`false`: those reported apart; `all`: both.'),
});
export type DriftFilter = z.infer<typeof DriftFilter>;

const whole = yesOrNo
  .default(false)
  .describe('With `rest` in each: all that is known of it but its timeline.');

export const DriftQuery = DriftFilter.extend({ ...PageQuery.shape, whole });
export type DriftQuery = z.infer<typeof DriftQuery>;

/** `GET /api/v1/drift`: worst first, then the oldest. */
export const DriftList = listOf(DriftItem);
export type DriftList = z.infer<typeof DriftList>;

/** `GET /api/v1/drift/named`: one of `fingerprint` and `address`. */
export const DriftNameQuery = z.object({
  fingerprint: z
    .string()
    .regex(/^[0-9a-f]{4,12}$/)
    .optional()
    .describe('A fingerprint, a former one, or the start of one.'),
  address: z.string().min(1).max(2000).optional().describe('The whole address of a resource.'),
  source: SourceName.optional(),
});
export type DriftNameQuery = z.infer<typeof DriftNameQuery>;

/** By fingerprint closed ones, too; by address those that are not closed. With `rest`. */
export const DriftNamed = z.object({
  items: z.array(DriftItem),
  more: z.boolean().describe('There are more: say more of it.'),
});
export type DriftNamed = z.infer<typeof DriftNamed>;

export const DriftGroupQuery = DriftFilter.extend({ limit: PageQuery.shape.limit, whole });

/** Differences that look like one act: the same change of the same attribute in several places. */
export const DriftGroup = z.object({
  cause: z.string().describe('For the filter `cause`.'),
  text: z.string().describe('`12 resources in 4 stacks: aws_security_group ingress[].cidr_blocks ...`'),
  first: DriftItem,
  differences: Count,
  resources: Count,
  stacks: Count,
});
export type DriftGroup = z.infer<typeof DriftGroup>;

/** `GET /api/v1/drift/groups`: of at least two resources, by the worst in them, then by how many they are. */
export const DriftGroups = z.object({
  counted_at: Instant.describe('A few seconds ago at most.'),
  items: z.array(DriftGroup),
});
export type DriftGroups = z.infer<typeof DriftGroups>;

const counts = <T extends z.ZodType>(value: T) => z.array(z.object({ value, count: Count }));

/** `GET /api/v1/drift/facets`: how many each choice of a filter would give, all other filters kept. */
export const DriftFacets = z.object({
  counted_at: Instant.describe('A few seconds ago at most. `q` and `cause` are not counted in.'),
  state: counts(z.enum(DRIFT_STATES)),
  severity: counts(z.enum(SEVERITIES)),
  class: counts(z.enum(DRIFT_CLASSES)),
  source: counts(SourceName),
  owner: counts(z.string().nullable()),
});
export type DriftFacets = z.infer<typeof DriftFacets>;

export const DiffLine = z.object({ sign: z.enum([' ', '-', '+', '…']), text: z.string() });

/** What changed, ready to be shown: words, two values, lines of a text, or places in a document. */
export const DriftChange = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('words'), text: z.string() }),
  z.object({ kind: z.literal('pair'), before: z.string(), after: z.string() }),
  z.object({ kind: z.literal('lines'), text: z.string(), lines: z.array(DiffLine) }),
  z.object({
    kind: z.literal('document'),
    text: z.string(),
    parts: z.array(z.object({ path: z.string(), before: z.string(), after: z.string() })),
  }),
]);
export type DriftChange = z.infer<typeof DriftChange>;

/** One side: the value, and the same in words of code. */
export const ShownSide = z.object({ side: Side, text: z.string() });

export const DriftEventItem = z.object({
  at: Instant,
  kind: z.enum(DRIFT_EVENTS),
  actor: z.string().nullable().describe('null: a scan saw it.'),
  text: z.string(),
  evidence: z.record(z.string(), JsonSchema),
});
export type DriftEventItem = z.infer<typeof DriftEventItem>;

export const FixRunItem = z.object({
  id: z.string(),
  kind: z.enum(['revert', 'adopt']),
  actor: z.string(),
  started_at: Instant,
  updated_at: Instant,
  step: z.enum(FIX_STEPS),
  outcome: z.enum(FIX_OUTCOMES).nullable(),
  text: z.string().nullable(),
  attempt: z.int(),
  branch: z.string().nullable(),
  commit: z.string().nullable(),
});
export type FixRunItem = z.infer<typeof FixRunItem>;

/** `GET /api/v1/drift/:source/:fingerprint`: one difference, whole. */
export const DriftWhole = DriftItem.extend({
  rest: DriftRest,
  aliases: z.array(z.string()),
  previous_address: z.string().nullable(),
  module: z.string(),
  provider: z.string(),
  sides: z.object({
    code: ShownSide.extend({
      place: CodeLocation.nullable(),
      snippet: z
        .object({ commit: z.string().nullable(), first_line: z.int().positive(), lines: z.array(z.string()) })
        .nullable()
        .describe('The lines of the place, redacted; null: not at hand, or one of the sides is secret.'),
    }),
    state: ShownSide,
    reality: ShownSide,
  }),
  shown_change: DriftChange,
  class_meaning: z.string(),
  state_meaning: z.string(),
  next: z.string().describe('What a person can do about it.'),
  choices: z
    .array(
      z.object({
        kind: z.enum(DECISION_KINDS),
        meaning: z.string(),
        obstacle: z.string().nullable().describe('Why it cannot be decided; null: it can.'),
      }),
    )
    .describe('All kinds, in one order.'),
  rules: z.array(AppliedRule),
  notes: z.array(z.string()),
  attention: z.array(Attention),
  timeline: z.array(DriftEventItem).describe('Oldest first.'),
  decided: Decision.nullable().describe('The decision in force, else the one that its last life followed.'),
  run: FixRunItem.nullable().describe('The fix that is at work on it, else the last one.'),
  evidence: StackEvidence.nullable().describe('The world as the last scan of its stack met it.'),
  group: z
    .object({ cause: z.string(), differences: Count, resources: Count, stacks: Count })
    .nullable()
    .describe('What the same change brought elsewhere, not closed; null: it stands alone.'),
  job: z.string().nullable().describe('A fix of its stack that waits, runs or asks to be confirmed.'),
});
export type DriftWhole = z.infer<typeof DriftWhole>;
