import { z } from 'zod';
import { CHANGE_STATES } from '#domain/change/change-state.ts';
import { CHANGE_WORDS } from '#domain/change/change-word.ts';
import { TRIGGERS } from '#domain/change/declaration.ts';
import { OUTCOMES } from '#domain/release/outcome.ts';
import { ChangeId, Declaration } from './declarations.ts';
import { Instant, listOf, oneOrMore, PageQuery, SourceName, yesOrNo } from './list.ts';

const Count = z.int().nonnegative();
const Share = z.number().describe('A share: 0.05 is 5 %.');
const Ms = z.number().nonnegative().describe('Milliseconds.');
const Outcome = z.enum(OUTCOMES);

/** What a person says to a change. `abort` and `revert` do the same: what was rolled out is reverted, else it is given up. */
export const ChangeWord = z.enum(CHANGE_WORDS);
export type ChangeWord = z.infer<typeof ChangeWord>;

export const ChangeVerdict = z.object({
  outcome: Outcome,
  sentence: z.string(),
  at: Instant,
  watch: Count,
  look: Count,
  settled: z.boolean().describe('Judged again, on values that had settled.'),
  overridden: z
    .object({ by: z.string(), reason: z.string() })
    .nullable()
    .describe('A person said otherwise; null: nobody did.'),
});
export type ChangeVerdict = z.infer<typeof ChangeVerdict>;

export const ChangeItem = z.object({
  source: SourceName,
  id: ChangeId,
  title: z.string(),
  owner: z.string().describe('`Name <email>`.'),
  channel: z.string(),
  teams: z
    .array(z.string())
    .describe('Those of its stacks; empty: only who has a role for all teams sees it.'),
  state: z.enum(CHANGE_STATES),
  state_meaning: z.string(),
  since: Instant.describe('Since when it stands there.'),
  stacks: z.array(z.string()),
  services: z.array(z.string()),
  step: z
    .object({
      index: z.int().positive().describe('From 1.'),
      of: z.int().positive(),
      name: z.string(),
      state: z.enum(['runs', 'at_gate', 'failed', 'interrupted']),
    })
    .nullable()
    .describe('The step that was begun last, until it is watched; null: none.'),
  gate: z
    .object({
      why: z.string().describe('What is waited for, in words.'),
      next_at: Instant.nullable().describe('When it is asked again.'),
    })
    .nullable()
    .describe('While it waits between two steps.'),
  watch: z
    .object({
      number: z.int().positive().describe('An extended watch is another one.'),
      started_at: Instant,
      ends_at: Instant,
      looks: Count.describe('Looks that were made.'),
      planned_looks: Count,
      left_ms: Ms.describe('Until its last look is due; 0: it is over.'),
      next_look_at: Instant.nullable().describe('null: none is to come.'),
    })
    .nullable(),
  verdict: ChangeVerdict.nullable(),
  hold: z
    .object({
      at: Instant,
      by: z.string().describe('`Name <email>`, or `kedge`.'),
      why: z.string(),
      answer_by: Instant.describe('Until when its owner is asked.'),
    })
    .nullable(),
  rollback: z
    .object({
      trigger: z.union([z.enum(TRIGGERS), z.string()]),
      why: z.string(),
      done_at: Instant.nullable().describe('When its program ended well; verified is another thing.'),
      verification: z.string().nullable().describe('What the verification said last.'),
      failed: z.string().nullable().describe('What failed for good and needs a person.'),
    })
    .nullable(),
  settling: z
    .object({
      metrics: z.array(z.string()),
      next_at: Instant.describe('When they are read again.'),
      blocked: z.string().nullable().describe('Why what had settled could not be acted on.'),
    })
    .nullable()
    .describe('The verdict rests on values that may still be corrected; null: they are final.'),
  approvals_missing: Count,
  opened_at: Instant,
  opened_by: z.string(),
  started_at: Instant.nullable(),
  updated_at: Instant,
  closed_at: Instant.nullable(),
  job: z.string().nullable().describe('The job that drives it, waiting or running.'),
});
export type ChangeItem = z.infer<typeof ChangeItem>;

export const ChangeQuery = PageQuery.extend({
  state: oneOrMore(z.enum(CHANGE_STATES)),
  live: yesOrNo.optional().describe('`true`: everything but `closed` and `aborted`; `false`: only those.'),
  source: SourceName.optional(),
  owner: z.string().max(200).optional().describe('A part of its name or address.'),
  q: z.string().max(200).optional().describe('A part of its id, its title, or of what it concerns.'),
});
export type ChangeQuery = z.infer<typeof ChangeQuery>;

/** `GET /api/v1/changes`, those that need a person first, then what moves, then the newest. */
export const ChangeList = listOf(ChangeItem);
export type ChangeList = z.infer<typeof ChangeList>;

/** `POST /api/v1/changes/:source/:id/:word` */
export const WordRequest = z
  .object({
    reason: z
      .string()
      .min(8)
      .max(4000)
      .optional()
      .describe('Why; it stands in the record. Needed where `actions` says so.'),
  })
  .strict();
export type WordRequest = z.infer<typeof WordRequest>;

/** One step of the rollout, as far as it came. */
export const ChangeStep = z.object({
  index: z.int().positive(),
  name: z.string(),
  reach: z.string(),
  argv: z.array(z.string()),
  state: z.enum(['to_come', 'runs', 'done', 'failed', 'interrupted']),
  started_at: Instant.nullable(),
  ended_at: Instant.nullable(),
  exit_code: z.int().nullable(),
  problem: z.string().nullable(),
  output_sha256: z.string().nullable().describe('Of what its program said.'),
  promoted_by: z.string().nullable(),
});
export type ChangeStep = z.infer<typeof ChangeStep>;

export const ChangeCheck = z.object({
  name: z.string(),
  kind: z.string(),
  result: z
    .enum(['passed', 'failed', 'unknown'])
    .describe('Only `passed` is green: what could not be found out is not.'),
  text: z.string(),
});
export type ChangeCheck = z.infer<typeof ChangeCheck>;

/** What of a metric would be seen after how long, with the data it has. */
export const MetricPower = z.object({
  name: z.string(),
  rows: z.array(
    z.object({
      after_ms: Ms,
      share: Share.nullable().describe(
        'Four of five watches show a change of this share or more; null: none is shown.',
      ),
    }),
  ),
  refusal: z.string().nullable().describe('Why the plan cannot be held to; null: it can.'),
});
export type MetricPower = z.infer<typeof MetricPower>;

export const ChangeAction = z.object({
  word: ChangeWord,
  allowed: z.boolean(),
  why: z.string().nullable().describe('Why not; null: it is allowed.'),
  needs_reason: z.boolean(),
});
export type ChangeAction = z.infer<typeof ChangeAction>;

/** `GET /api/v1/changes/:source/:id` */
export const ChangeWhole = ChangeItem.extend({
  file: z.string().nullable(),
  commit: z.string().nullable().describe('At which it was opened, and in whose checkout its programs run.'),
  declaration_sha256: z.string(),
  declaration: Declaration,
  checks: z
    .object({
      at: Instant,
      counts_until: Instant.describe('Older ones are asked again before a start.'),
      green: z.boolean().describe('All passed, of this declaration, and they still count.'),
      results: z.array(ChangeCheck),
    })
    .nullable(),
  power: z.array(MetricPower).describe('As of the checks; empty: the history could not be read then.'),
  may_start: z
    .object({ may: z.boolean(), obstacles: z.array(z.string()) })
    .nullable()
    .describe('What stands against a start now; null: it is past that.'),
  steps: z.array(ChangeStep),
  undecided: z.array(z.string()).describe('What would end it and could not be asked at the last look.'),
  approvals: z.object({
    needed: Count,
    given: z.array(
      z.object({
        by: z.string(),
        at: Instant,
        reason: z.string().nullable(),
        counts: z.boolean().describe('Not of another declaration, and not of its owner.'),
      }),
    ),
  }),
  rollback_runs: z.array(
    z.object({
      argv: z.array(z.string()),
      started_at: Instant,
      ended_at: Instant.nullable(),
      exit_code: z.int().nullable(),
      problem: z.string().nullable(),
    }),
  ),
  records: z.array(z.object({ key: z.string(), branch: z.string(), commit: z.string(), file: z.string() })),
  record: z
    .object({ decision: z.string(), runbook: z.string().nullable() })
    .nullable()
    .describe('The newest one as Markdown; null: none is written yet, or it cannot be read here.'),
  events: z
    .array(z.object({ at: Instant, kind: z.string(), actor: z.string(), text: z.string() }))
    .describe('The last ones in their order; looks that found nothing are left out.'),
  actions: z.array(ChangeAction).describe('What the one who asks may do now.'),
  driver: z
    .object({ host: z.string(), pid: z.int(), attempt: Count })
    .nullable()
    .describe('The process that drives it, or did last.'),
});
export type ChangeWhole = z.infer<typeof ChangeWhole>;
