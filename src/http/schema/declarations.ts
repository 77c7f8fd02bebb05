import { z } from 'zod';
import { CHANGE_STATES } from '#domain/change/change-state.ts';
import { BASELINES, TRIGGERS } from '#domain/change/declaration.ts';
import { Instant, listOf, PageQuery, SourceName, yesOrNo } from './list.ts';

const Count = z.int().nonnegative();
const Share = z.number().describe('A share: 0.05 is 5 %.');
const Ms = z.number().nonnegative().describe('Milliseconds.');

/** As in the name of its file: `changes/checkout-42.yaml`. */
export const ChangeId = z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/);

/** From the top of what the source looks at: `changes/checkout-42.yaml`. */
export const ChangeFilePath = z
  .string()
  .max(200)
  .regex(/^changes\/[a-z0-9][a-z0-9-]{0,62}\.ya?ml$/);

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
      z.object({
        kind: z.literal('git_revert'),
        commit: z.string().nullable().describe('null: the commit at which the change was opened.'),
        stacks: z.array(z.string()).describe('Applied in this order.'),
        may_destroy: z.boolean(),
      }),
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
