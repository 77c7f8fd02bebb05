import { z } from 'zod';
import { OUTCOMES } from '../release/outcome.ts';
import { CHANGE_STATES } from './change-state.ts';
import { Declaration } from './declaration.ts';
import { StackReach } from './rollback-reach.ts';

/** An approval is of one declaration: when that changes, it is void. */
export const ChangeApproval = z.object({
  by: z.string(),
  at: z.string(),
  reason: z.string().nullable(),
  digest: z.string(),
});
export type ChangeApproval = z.infer<typeof ChangeApproval>;

/** What a check found. Only `passed` is green: what could not be found out is not. */
export const CheckResult = z.object({
  name: z.string(),
  kind: z.string(),
  outcome: z.enum(['passed', 'failed', 'unknown']),
  sentence: z.string(),
});
export type CheckResult = z.infer<typeof CheckResult>;

/** What of a metric would be seen after how long, as the checks found it; see `PowerReport`. */
export const CheckedPower = z.object({
  name: z.string(),
  rows: z.array(z.object({ afterMs: z.number(), share: z.number().nullable() })),
  refusal: z.string().nullable(),
});
export type CheckedPower = z.infer<typeof CheckedPower>;

/** The checks of one moment, of one declaration. */
export const CheckRun = z.object({
  at: z.string(),
  digest: z.string(),
  results: z.array(CheckResult),
  /** Left out by checks that were made before it was kept. */
  power: z.array(CheckedPower).exactOptional(),
});
export type CheckRun = z.infer<typeof CheckRun>;

/** A program that Kedge ran: what it was, how it ended, and a digest of what it said. */
export const ProgramRun = z.object({
  argv: z.array(z.string()),
  startedAt: z.string(),
  /** null: it runs, or nobody knows how it ended. */
  endedAt: z.string().nullable(),
  exitCode: z.int().nullable(),
  /** SHA-256 of its output; null: none was read. */
  output: z.string().nullable(),
  /** Why it did not do its work; null: it did. */
  problem: z.string().nullable(),
  /** The attempt of the change that ran it. */
  attempt: z.int(),
});
export type ProgramRun = z.infer<typeof ProgramRun>;

export const StepProgress = z.object({
  run: ProgramRun,
  /** A person let it pass. */
  promotedBy: z.string().nullable(),
});
export type StepProgress = z.infer<typeof StepProgress>;

/** Why it stands still, and until when its owner has been asked. */
export const HoldFacts = z.object({
  at: z.string(),
  by: z.string(),
  why: z.string(),
  answerBy: z.string(),
  /** When they were called once more, because nobody had answered; null: they were not. */
  calledAgainAt: z.string().nullable().default(null),
});
export type HoldFacts = z.infer<typeof HoldFacts>;

/** A watch of a change: an extended one is another watch. Block i covers `blockMs` from `startMs`. */
export const ChangeWatch = z.object({
  number: z.int().positive(),
  startMs: z.number(),
  watchMs: z.number(),
  blockMs: z.number(),
  /** Looks that were made; the next has the next number. */
  looks: z.int().min(0),
  /** How long the rollout took, in whole days: so far the days before were moved forward to meet the watch. */
  shiftDays: z.int().min(0),
});
export type ChangeWatch = z.infer<typeof ChangeWatch>;

/**
 * How far one stack of a rollback by Git revert is. `applying`: the plan in `folder` may have been begun, and only what
 * became of it says what is next; no other plan is made before that is known.
 */
export const RevertedStack = z.object({
  stack: z.string(),
  state: z.enum(['waits', 'applying', 'applied', 'clean']),
  /** Where the kept plan lies; null: there is none. */
  folder: z.string().nullable(),
});
export type RevertedStack = z.infer<typeof RevertedStack>;

/** The commit that undoes the change, the branch that holds it, and the stacks that are applied from it in their order. */
export const CodeRollback = z.object({
  commit: z.string(),
  undoes: z.string(),
  branch: z.string(),
  stacks: z.array(RevertedStack),
});
export type CodeRollback = z.infer<typeof CodeRollback>;

export const RollbackProgress = z.object({
  why: z.string(),
  trigger: z.string(),
  runs: z.array(ProgramRun),
  /** When the program ended well; null: it did not yet. */
  doneAt: z.string().nullable(),
  /** What the verification said last; null: it was not asked. */
  verification: z.string().nullable(),
  /** What failed for good and needs a person; null: nothing. */
  failed: z.string().nullable(),
  /** Of a rollback by Git revert; null: it is none, or has not begun. */
  code: CodeRollback.nullable().default(null),
});
export type RollbackProgress = z.infer<typeof RollbackProgress>;

export const ChangeVerdict = z.object({
  outcome: z.enum(OUTCOMES),
  at: z.string(),
  watch: z.int(),
  look: z.int(),
  sentence: z.string(),
  /** A person said otherwise, with this reason; null: nobody did. */
  overridden: z.object({ by: z.string(), reason: z.string() }).nullable(),
  /** Judged again, on values that had settled. */
  settled: z.boolean().default(false),
});
export type ChangeVerdict = z.infer<typeof ChangeVerdict>;

/** A verdict rests on values that may still be corrected: they are read again until they are final. */
export const ChangeSettling = z.object({
  metrics: z.array(z.string()).min(1),
  provisionalFromMs: z.number(),
  /** When they are read again. */
  nextAt: z.string(),
  /** After it nobody asks any more. */
  untilAt: z.string(),
  /** Why what had settled could not be acted on, as its people were told; null: nothing stood against it. */
  blocked: z.string().nullable(),
});
export type ChangeSettling = z.infer<typeof ChangeSettling>;

export const Holder = z.object({
  host: z.string(),
  pid: z.int(),
  startedAt: z.string(),
  /** A worker of the server, which has a change only while it has the change's job; left out: `kedge change watch`. */
  worker: z.literal(true).exactOptional(),
});
export type Holder = z.infer<typeof Holder>;

/** A change over time. All instants are ISO 8601 in UTC. */
export const Change = z.object({
  id: z.string(),
  declaration: Declaration,
  /** Of the declaration; see `declarationDigest`. */
  digest: z.string(),
  /** From the root of the project; null: it came from no file. */
  file: z.string().nullable(),
  /** The commit that was checked out when it was opened; null: none. */
  commit: z.string().nullable(),
  state: z.enum(CHANGE_STATES),
  openedAt: z.string(),
  openedBy: z.string(),
  updatedAt: z.string(),
  startedAt: z.string().nullable(),
  closedAt: z.string().nullable(),
  approvals: z.array(ChangeApproval),
  checks: CheckRun.nullable(),
  /** When the rollback was tried without doing it, and went well. */
  rollbackTried: z
    .object({
      at: z.string(),
      digest: z.string(),
      /** What the change does to each stack that a rollback by Git revert applies. */
      reach: z.array(StackReach).default([]),
    })
    .nullable(),
  steps: z.array(StepProgress),
  hold: HoldFacts.nullable(),
  watch: ChangeWatch.nullable(),
  verdict: ChangeVerdict.nullable(),
  /** null: what it was judged by is final, or it was not judged. */
  settling: ChangeSettling.nullable().default(null),
  rollback: RollbackProgress.nullable(),
  /** Records in the repository that were written of it. */
  records: z.array(z.object({ key: z.string(), branch: z.string(), commit: z.string(), file: z.string() })),
  /** Counts who works on it: whoever has an older number writes nothing any more and starts nothing. */
  attempt: z.int(),
  /** The process that works on it; null: none has yet. */
  holder: Holder.nullable(),
});
export type Change = z.infer<typeof Change>;

/** What happened to a change, in the order in which it did. */
export interface ChangeEvent {
  readonly change: string;
  readonly at: string;
  /** `opened`, `started`, `step`, `look`, `called`, ... */
  readonly kind: string;
  /** `Name <email>`, or `kedge`. */
  readonly actor: string;
  /** A sentence. */
  readonly text: string;
}
