import { z } from 'zod';
import { JsonSchema } from '../json-schema.ts';
import { DRIFT_CLASSES } from './drift-class.ts';
import { SEVERITIES } from './severity.ts';
import { STACK_STATUSES, UNKNOWN_REASONS } from './stack-status.ts';

/**
 * The published report. Everything in it is already redacted: no value that a mask or the detector calls secret is
 * ever stored in these types. Bump {@link REPORT_VERSION} by the rules in docs/report.md when a field changes.
 */
export const REPORT_VERSION = '1.2';

/** One side of a difference. `secret` carries a keyed digest, so that a rotation is seen and the value is not. */
export const Side = z
  .discriminatedUnion('kind', [
    z.object({ kind: z.literal('value'), value: JsonSchema }),
    z.object({ kind: z.literal('secret'), digest: z.string() }),
    z.object({ kind: z.literal('absent') }).describe('There is nothing on this side.'),
    z.object({ kind: z.literal('unknown') }).describe('Known only after apply.'),
    z.object({ kind: z.literal('unset') }).describe('The code does not set it (intent only).'),
  ])
  .meta({ id: 'Side' });
export type Side = z.infer<typeof Side>;

export const CodeLocation = z
  .object({
    file: z.string().describe('Relative to the report root, forward slashes.'),
    line: z.int().positive(),
    end_line: z.int().positive(),
  })
  .meta({ id: 'CodeLocation' });
export type CodeLocation = z.infer<typeof CodeLocation>;

/** A rule that touched a difference: suppressed it, labelled it or gave it its severity. */
export const AppliedRule = z
  .object({
    rule: z.string(),
    effect: z.enum(['suppressed', 'labelled', 'severity']),
    note: z.string().optional(),
  })
  .meta({ id: 'AppliedRule' });
export type AppliedRule = z.infer<typeof AppliedRule>;

/**
 * A change inside a JSON document held in one string attribute, such as a policy: from memory to reality, or from
 * reality to intent where the code is ahead.
 */
export const DocumentChange = z
  .object({ path: z.string(), before: Side, after: Side })
  .meta({ id: 'DocumentChange' });
export type DocumentChange = z.infer<typeof DocumentChange>;

export const Difference = z
  .object({
    fingerprint: z.string().describe('Stable over scans, moves and engines.'),
    class: z.enum(DRIFT_CLASSES),
    drift: z.boolean().describe('Whether it makes the stack drifted.'),
    severity: z.enum(SEVERITIES),
    address: z.string(),
    previous_address: z.string().nullable(),
    resource_type: z.string(),
    resource_name: z.string(),
    module: z.string().describe('Empty for the root module.'),
    provider: z.string(),
    path: z.string().describe("Terraform's notation; empty for the whole resource."),
    change: z
      .enum(['added', 'removed', 'changed'])
      .describe('What happened in reality, or in code if unapplied.'),
    intent: Side.describe('What the code asks for.'),
    memory: Side.describe('What the state remembers.'),
    reality: Side.describe('What the provider answers.'),
    document_changes: z.array(DocumentChange),
    code: CodeLocation.nullable(),
    rules: z.array(AppliedRule),
    notes: z.array(z.string()),
  })
  .meta({ id: 'Difference' });
export type Difference = z.infer<typeof Difference>;

export const RuleCount = z
  .object({ rule: z.string(), count: z.int().nonnegative() })
  .meta({ id: 'RuleCount' });
export type RuleCount = z.infer<typeof RuleCount>;

/** `found = reported + sum(suppressed)`, always. */
export const Totals = z
  .object({
    found: z.int().nonnegative(),
    reported: z.int().nonnegative(),
    suppressed: z.array(RuleCount),
  })
  .meta({ id: 'Totals' });
export type Totals = z.infer<typeof Totals>;

export const UnknownCause = z
  .object({
    code: z.enum(UNKNOWN_REASONS),
    sentence: z.string(),
    detail: z.string().nullable().describe('What the engine said, redacted.'),
    missing_action: z
      .string()
      .nullable()
      .describe('The permission that is missing, when the provider names it.'),
    next: z.string(),
  })
  .meta({ id: 'UnknownCause' });
export type UnknownCause = z.infer<typeof UnknownCause>;

export const Move = z.object({ from: z.string(), to: z.string() }).meta({ id: 'Move' });
export type Move = z.infer<typeof Move>;

/** The world as a plan met it: what an approval is bound to. */
export const StackEvidence = z
  .object({
    commit: z.string().nullable().describe('The Git commit of the code; null: no repository.'),
    dirty: z.boolean().nullable().describe('Whether tracked files below the stack differ from the commit.'),
    lineage: z.string().nullable(),
    serial: z.int().nonnegative().nullable().describe('The serial of the state.'),
  })
  .meta({ id: 'StackEvidence' });
export type StackEvidence = z.infer<typeof StackEvidence>;

export const StackReport = z
  .object({
    id: z.string().describe('Path from the root, plus @workspace when it is not default.'),
    path: z.string(),
    workspace: z.string(),
    owner: z.string().nullable().describe('Who to turn to, as kedge.yaml says.'),
    engine: z.object({ name: z.string(), version: z.string() }).nullable(),
    status: z.enum(STACK_STATUSES),
    unknown: UnknownCause.nullable(),
    resources_read: z.int().nonnegative().describe('How many managed resources stand behind the status.'),
    totals: Totals,
    differences: z.array(Difference).describe('Worst first.'),
    suppressed: z.array(Difference).describe('What the rules took out, each naming its rule.'),
    moves: z.array(Move),
    warnings: z.array(z.string()),
    way: z
      .object({ used: z.enum(['fast', 'bare']), why: z.string().nullable() })
      .optional()
      .describe(
        'How the plan was made; `why` says what stood against the fast way. Both ways give one answer.',
      ),
    evidence: StackEvidence.optional().describe('What an approval of these differences is bound to.'),
    duration_ms: z.number().nonnegative().optional(),
  })
  .meta({ id: 'StackReport' });
export type StackReport = z.infer<typeof StackReport>;

export const Report = z
  .object({
    version: z.literal(REPORT_VERSION),
    tool: z.object({ name: z.literal('kedge'), version: z.string() }),
    scanned_at: z.string().optional(),
    summary: z.object({
      stacks: z.object({
        total: z.int().nonnegative(),
        in_sync: z.int().nonnegative(),
        drifted: z.int().nonnegative(),
        unknown: z.int().nonnegative(),
      }),
      drift: z.int().nonnegative().describe('Differences that count as drift.'),
      apart: z.int().nonnegative().describe('Differences reported apart.'),
      resources_read: z.int().nonnegative(),
      totals: Totals,
    }),
    stacks: z.array(StackReport),
  })
  .meta({ id: 'KedgeReport', title: 'Kedge drift report' });
export type Report = z.infer<typeof Report>;
