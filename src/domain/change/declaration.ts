import { z } from 'zod';

/** The metrics that every change watches. A team adds more by name. */
export const ALWAYS_WATCHED = ['p95_latency', 'error_rate', 'cost_per_request'] as const;

/** A watch is at least so long after the last step; a shorter one needs a written reason. */
export const LEAST_WATCH_MS = 24 * 60 * 60 * 1000;

/** A program with its arguments; no shell reads it. */
export const Command = z.object({
  argv: z.array(z.string()).min(1),
  timeoutMs: z.number().positive(),
  /** Names of variables that reach it beside the usual ones. */
  env: z.array(z.string()),
});
export type Command = z.infer<typeof Command>;

/** Where one arm of a metric is read. `settings` are in the words of the source. */
export const MetricQuery = z.object({
  source: z.string(),
  settings: z.record(z.string(), z.string()),
});
export type MetricQuery = z.infer<typeof MetricQuery>;

/** What the release is held against; peers are the days before, with the quiet days of others like it. */
export const BASELINES = ['control', 'previous_days', 'peers'] as const;
export type Baseline = (typeof BASELINES)[number];

export const DeclaredMetric = z.object({
  name: z.string(),
  kind: z.enum(['count', 'ratio']),
  worse: z.enum(['higher', 'lower']),
  tolerance: z.number(),
  mustDetect: z.number(),
  baseline: z.enum(BASELINES),
  release: MetricQuery,
  control: MetricQuery.nullable(),
  peers: z.array(z.object({ name: z.string(), query: MetricQuery })),
});
export type DeclaredMetric = z.infer<typeof DeclaredMetric>;

/**
 * What ends a rollout without asking anybody. Machine-checked: a condition over metrics, a program that says so, or
 * time that has run out.
 */
export const StopCondition = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('metrics'), id: z.string(), when: z.string() }),
  z.object({ kind: z.literal('command'), id: z.string(), command: Command }),
  z.object({ kind: z.literal('elapsed'), id: z.string(), afterMs: z.number().positive() }),
]);
export type StopCondition = z.infer<typeof StopCondition>;

/** What is asked before the start. Each is evidence of its own; one that cannot be had is not green. */
export const PreCheck = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('command'), name: z.string(), command: Command }),
  z.object({ kind: z.literal('drift'), name: z.string(), scanAtMostMs: z.number().positive() }),
  z.object({ kind: z.literal('alarms'), name: z.string(), command: Command }),
  z.object({
    kind: z.literal('error_budget'),
    name: z.string(),
    metric: z.string(),
    /** The share that may fail: 0.001. */
    objective: z.number().gt(0).lt(1),
    windowMs: z.number().positive(),
    /** The share of the budget that must be left. */
    left: z.number().min(0).max(1),
  }),
  z.object({ kind: z.literal('freeze'), name: z.string(), file: z.string() }),
  z.object({ kind: z.literal('approvals'), name: z.string(), count: z.int().positive() }),
  z.object({ kind: z.literal('rollback_tried'), name: z.string(), atMostMs: z.number().positive() }),
]);
export type PreCheck = z.infer<typeof PreCheck>;

/** What has to hold before the next step. */
export const Gate = z.object({
  atLeastMs: z.number().min(0),
  /** Blocks since the step in which every metric has a value. */
  blocks: z.int().min(0),
  /** CEL over the metrics; all must hold. */
  conditions: z.array(z.string()),
  /** A person has to promote it. */
  manual: z.boolean(),
});
export type Gate = z.infer<typeof Gate>;

export const RolloutStep = z.object({
  name: z.string(),
  reach: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('percent'), percent: z.number().gt(0).max(100) }),
    z.object({ kind: z.literal('stacks'), stacks: z.array(z.string()).min(1) }),
    z.object({ kind: z.literal('regions'), regions: z.array(z.string()).min(1) }),
  ]),
  run: Command,
  /** Whether it may be run again when nobody knows how far it came. */
  idempotent: z.boolean(),
  gate: Gate,
});
export type RolloutStep = z.infer<typeof RolloutStep>;

export const Rollback = z.object({
  does: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('command'), command: Command }),
    z.object({ kind: z.literal('webhook'), url: z.string(), secretEnv: z.string().nullable() }),
    z.object({
      kind: z.literal('git_revert'),
      /** What is undone; null: the commit at which the change was opened. */
      commit: z.string().nullable(),
      /** Applied in this order. */
      stacks: z.array(z.string()).min(1),
      mayDestroy: z.boolean(),
    }),
  ]),
  /** Tries it without doing it; null: it cannot be tried. */
  dry: Command.nullable(),
  /** Says whether the version from before is there again; null: only the metrics do, or a fresh read of the stacks. */
  verify: Command.nullable(),
  /** How long the metrics may take to come back inside the tolerance; null: they are not asked. */
  metricsBackWithinMs: z.number().positive().nullable(),
});
export type Rollback = z.infer<typeof Rollback>;

export const TRIGGERS = ['regression', 'stop_condition', 'hard_limit', 'person'] as const;
export type Trigger = (typeof TRIGGERS)[number];

export const WatchTerms = z.object({
  /** After the last step. */
  durationMs: z.number().positive(),
  /** Why it is shorter than a day; null: it is not. */
  shorterBecause: z.string().nullable(),
  blockMs: z.number().positive(),
  /** How long after the end of a block it is read: what comes later than that is missing. */
  settleMs: z.number().min(0),
  /** False alarms over all metrics and looks. */
  familyAlpha: z.number(),
  /** Days of history that are read. */
  historyDays: z.int().positive(),
  /** How long the owner has to answer when called. */
  answerWithinMs: z.number().positive(),
});
export type WatchTerms = z.infer<typeof WatchTerms>;

/** A change as it may start: one owner, one channel, something that stops it. Made by `declare` alone. */
export const Declaration = z.object({
  id: z.string(),
  title: z.string(),
  why: z.string().nullable(),
  owner: z.string().min(1),
  channel: z.string().min(1),
  stacks: z.array(z.string()),
  services: z.array(z.string()),
  /** Services that must stay untouched while it is watched, because the baseline is theirs. */
  controlServices: z.array(z.string()),
  stopConditions: z.array(StopCondition).min(1),
  /** Limits on metrics that are no matter of statistics: past one, it goes back. */
  hardLimits: z.array(z.string()),
  checks: z.array(PreCheck),
  rollout: z.array(RolloutStep).min(1),
  rollback: Rollback,
  /** What reverts it without asking. What is left out calls the owner instead. */
  revertOn: z.array(z.enum(TRIGGERS)),
  metrics: z.array(DeclaredMetric).min(1),
  watch: WatchTerms,
});
export type Declaration = z.infer<typeof Declaration>;
