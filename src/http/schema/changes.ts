import { z } from 'zod';
import { CHANGE_STATES } from '#domain/change/change-state.ts';
import { BASELINES, TRIGGERS } from '#domain/change/declaration.ts';
import { OUTCOMES } from '#domain/release/outcome.ts';
import { Instant, listOf, oneOrMore, PageQuery, SourceName, yesOrNo } from './list.ts';

const Count = z.int().nonnegative();
const Share = z.number().describe('A share: 0.05 is 5 %.');
const Ms = z.number().nonnegative().describe('Milliseconds.');
const Outcome = z.enum(OUTCOMES);

/** As in the name of its file: `changes/checkout-42.yaml`. */
export const ChangeId = z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/);

/** From the top of what the source looks at: `changes/checkout-42.yaml`. */
export const ChangeFilePath = z
  .string()
  .max(200)
  .regex(/^changes\/[a-z0-9][a-z0-9-]{0,62}\.ya?ml$/);

/** What a person says to a change. `abort` and `revert` do the same: what was rolled out is reverted, else it is given up. */
export const CHANGE_WORDS = [
  'approve',
  'start',
  'hold',
  'promote',
  'abort',
  'revert',
  'extend',
  'override',
  'close',
] as const;
export const ChangeWord = z.enum(CHANGE_WORDS);
export type ChangeWord = z.infer<typeof ChangeWord>;

export const ChangeVerdict = z.object({
  outcome: Outcome,
  sentence: z.string(),
  at: Instant,
  watch: Count,
  look: Count,
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

/** What is wrong with the text of a declaration, and where. Lines and columns count from 1. */
export const DeclarationProblem = z.object({
  line: z.int().positive(),
  column: z.int().positive(),
  text: z.string(),
  seen: z.string().nullable().describe('The value that was seen.'),
  hint: z.string().nullable().describe('What to do about it.'),
});
export type DeclarationProblem = z.infer<typeof DeclarationProblem>;

const Program = z.object({ argv: z.array(z.string()), timeout_ms: Ms, env: z.array(z.string()) });
const Query = z.object({
  source: z.string(),
  settings: z.record(z.string(), z.string()).describe('In the words of the source.'),
});

/** A declaration as it was opened. Nothing in it changes after the start. */
export const Declaration = z.object({
  id: ChangeId,
  title: z.string(),
  why: z.string().nullable(),
  owner: z.string(),
  channel: z.string(),
  stacks: z.array(z.string()),
  services: z.array(z.string()),
  control_services: z.array(z.string()).describe('They must stay untouched: the baseline is theirs.'),
  stops: z.array(
    z.object({
      id: z.string(),
      kind: z.enum(['metrics', 'command', 'elapsed']),
      text: z.string().describe('The condition, the program, or the time after which it ends.'),
    }),
  ),
  hard_limits: z.array(z.string()).describe('Past one, it goes back.'),
  checks: z.array(z.object({ kind: z.string(), name: z.string(), text: z.string() })),
  rollout: z.array(
    z.object({
      name: z.string(),
      reach: z.string().describe('`25 %`, or the stacks or regions.'),
      run: Program,
      idempotent: z.boolean().describe('It may run again when nobody knows how far it came.'),
      gate: z.object({
        at_least_ms: Ms,
        blocks: Count.describe('Blocks since the step in which every metric has a value.'),
        conditions: z.array(z.string()),
        manual: z.boolean().describe('A person has to promote it.'),
      }),
    }),
  ),
  rollback: z.object({
    does: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('command'), run: Program }),
      z.object({ kind: z.literal('webhook'), url: z.string(), signed: z.boolean() }),
    ]),
    dry: Program.nullable(),
    verify: Program.nullable(),
    metrics_back_within_ms: Ms.nullable(),
  }),
  revert_on: z.array(z.enum(TRIGGERS)).describe('What reverts it without asking; the rest calls the owner.'),
  metrics: z.array(
    z.object({
      name: z.string(),
      kind: z.enum(['count', 'ratio']).describe('Events of events, or an amount over a count.'),
      worse: z.enum(['higher', 'lower']),
      tolerance: Share,
      must_detect: Share,
      baseline: z.enum(BASELINES),
      release: Query,
      control: Query.nullable(),
      peers: z.array(z.string()),
    }),
  ),
  watch: z.object({
    duration_ms: Ms,
    shorter_because: z.string().nullable(),
    block_ms: Ms,
    settle_ms: Ms.describe('How long after the end of a block it is read.'),
    family_alpha: Share.describe('False alarms over all metrics and looks.'),
    history_days: z.int().positive(),
    answer_within_ms: Ms.describe('How long the owner has to answer.'),
  }),
});
export type Declaration = z.infer<typeof Declaration>;

/** `POST /api/v1/changes/draft`: whether a text is a declaration. Nothing is kept of it, and nothing runs. */
export const DraftRequest = z
  .object({
    text: z.string().max(200_000),
    id: ChangeId.default('draft').describe('What its file will be called.'),
  })
  .strict();
export type DraftRequest = z.infer<typeof DraftRequest>;

export const Draft = z.object({
  problems: z.array(DeclarationProblem).describe('Empty: it can be opened once it is committed.'),
  declaration: Declaration.nullable(),
});
export type Draft = z.infer<typeof Draft>;

/** A file of a source that declares a change, at the commit that was read last. */
export const DeclaredFile = z.object({
  source: SourceName,
  path: z.string(),
  id: z.string(),
  title: z.string().nullable().describe('null: it cannot be read.'),
  owner: z.string().nullable(),
  channel: z.string().nullable(),
  teams: z.array(z.string()),
  commit: z.string().nullable().describe('null: the source is a folder.'),
  seen_at: Instant,
  standing: z
    .enum(['new', 'differs', 'opened'])
    .describe('`differs`: what is open was opened from another text; opening it anew voids approvals.'),
  state: z.enum(CHANGE_STATES).nullable().describe('Of the change of that id; null: there is none.'),
  may_open: z.object({ may: z.boolean(), why: z.string().nullable() }).describe('For the one who asks.'),
  problems: z.array(DeclarationProblem),
});
export type DeclaredFile = z.infer<typeof DeclaredFile>;

export const DeclaredQuery = PageQuery.extend({
  source: SourceName.optional(),
  opened: yesOrNo.optional().describe('`true`: those, too, that are open as they stand.'),
});
export type DeclaredQuery = z.infer<typeof DeclaredQuery>;

/** `GET /api/v1/changes/declared`, in the order of source and path. */
export const DeclaredList = listOf(DeclaredFile);
export type DeclaredList = z.infer<typeof DeclaredList>;

/** `POST /api/v1/changes`: opens what a file declares, and runs its checks. */
export const OpenRequest = z.object({ source: SourceName, file: ChangeFilePath }).strict();
export type OpenRequest = z.infer<typeof OpenRequest>;

/** The job that opens or checks it. Its lines say how far it is; `GET` of the change then shows what was found. */
export const ChangeAsked = z.object({
  job: z.string(),
  already: z.boolean().describe('One was waiting: this is that one.'),
});
export type ChangeAsked = z.infer<typeof ChangeAsked>;

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

export const WatchQuery = z.object({
  number: z.coerce.number().int().positive().optional().describe('Not given: the newest.'),
});
export type WatchQuery = z.infer<typeof WatchQuery>;

const Value = z.number().nullable().describe('null: nothing was measured there; that is not zero.');
const Series = z
  .array(z.tuple([z.number(), Value]))
  .describe('Start of the block in milliseconds since 1970, and its value.');

/** What one metric of a watch was, and what it was held against. All series are on the blocks of the watch. */
export const WatchedMetric = z.object({
  name: z.string(),
  kind: z.enum(['count', 'ratio']),
  worse: z.enum(['higher', 'lower']),
  reads_as: z.string().describe('What its values are, in words: `share of requests slower than 0.25 s`.'),
  unit: z.enum(['share', 'number']).describe('`share`: 0.05 is 5 %.'),
  tolerance: z.object({
    value: Share.describe('So much worse is still accepted.'),
    text: z.string(),
    must_detect: Share,
  }),
  baseline: z.object({
    how: z.enum(BASELINES),
    name: z.string().describe('`the control`, `the 20 days before`.'),
    days: Count.describe('Days that stand behind the band; with a control 0.'),
    band: z
      .array(z.tuple([z.number(), Value, Value, Value]))
      .describe(
        'Start of the block, then low, middle and high: the 10th, 50th and 90th of 100 days at that time of day. With a control the middle is the control and there is no low and high.',
      ),
    limit: Series.describe('The middle made worse by the tolerance.'),
  }),
  release: Series.describe('Up to the last look.'),
  control: Series.nullable(),
  outages: z
    .array(z.object({ from: Instant, to: Instant, text: z.string() }))
    .describe('While the source did not answer; its blocks are read later.'),
  looks: z
    .array(
      z.object({
        number: z.int().positive(),
        at: Instant,
        statistic: z.number().nullable(),
        bound: z.number().nullable().describe('Above it, the look alarms.'),
        alarm: z.boolean(),
      }),
    )
    .describe('The statistic is in logarithms before and after, in the unit of the metric with a control.'),
  verdict: z.object({
    outcome: Outcome,
    code: z.string(),
    sentence: z.string(),
    called_at: Instant.nullable(),
    judged: Count.describe('Blocks.'),
    missing: Count.describe('Blocks without a value.'),
    method: z.string(),
  }),
});
export type WatchedMetric = z.infer<typeof WatchedMetric>;

/** `GET /api/v1/changes/:source/:id/watch` */
export const Watch = z.object({
  source: SourceName,
  id: ChangeId,
  number: z.int().positive(),
  latest: z.int().positive().describe('The number of the newest watch.'),
  start: Instant,
  end: Instant,
  block_ms: Ms,
  as_of: Instant.describe('Nothing after it was judged.'),
  planned_looks: Count,
  opened: z.boolean().describe('The days before were read; until then there are no metrics.'),
  judge: z.string().nullable(),
  outcome: Outcome.nullable().describe('Over all metrics, as of the last look.'),
  metrics: z.array(WatchedMetric),
  looks: z.array(
    z.object({
      number: z.int().positive(),
      at: Instant,
      as_of: Instant,
      outcome: Outcome,
      followed: z.string().describe('`look on`, `revert`, `hold`, `clear`.'),
    }),
  ),
  contaminations: z.array(z.object({ from: Instant, to: Instant, what: z.string() })),
});
export type Watch = z.infer<typeof Watch>;
