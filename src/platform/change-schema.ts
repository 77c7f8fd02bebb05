import { z } from 'zod';
import { BASELINES, TRIGGERS } from '#domain/change/declaration.ts';
import { AGE_PATTERN, parseAge } from '#domain/policy/duration.ts';

export const CHANGE_SCHEMA_ID = 'https://kedge.dev/schemas/change-1.json';

const Text = z.string({ error: 'must be a text' }).min(1, { error: 'must not be empty' });

const Age = z
  .union([z.string().meta({ pattern: AGE_PATTERN }), z.number().meta({ exclusiveMinimum: 0 })], {
    error: 'must be a duration such as 30m, 24h or 7d, or a number of seconds',
  })
  .superRefine((value, context) => {
    const age = parseAge(value);
    if ('problem' in age) {
      context.addIssue({ code: 'custom', message: `cannot be used: ${age.problem.replace(/\.$/, '')}` });
    }
  });

const SHARE_DEMAND = 'must be a share: a number from 0, or a percentage such as 5%';
const Share = z.union(
  [
    z.string().regex(/^\d{1,5}(?:\.\d+)?%$/, { error: SHARE_DEMAND }),
    z.number().min(0, { error: SHARE_DEMAND }),
  ],
  { error: SHARE_DEMAND },
);

/** No shell reads it, so what only a shell understands is refused and not passed on as it stands. */
const PLAIN_COMMAND = /^[^\s"'`$|&;<>(){}*?~\\]+(?: [^\s"'`$|&;<>(){}*?~\\]+)*$/;

const CommandLine = z.union(
  [
    z.string().regex(PLAIN_COMMAND, {
      error: 'must be a program and plain words; write a list for anything else, because no shell reads it',
    }),
    z.array(z.string()).min(1, { error: 'must name a program' }),
  ],
  { error: 'must be a program with its arguments, as a text or a list' },
);

const EnvironmentNames = z
  .array(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, { error: 'must be the name of a variable' }))
  .describe('Names of variables that reach it beside the usual ones.');

const program = {
  timeout: Age.describe('How long it may take. Default: 10m.').optional(),
  env: EnvironmentNames.optional(),
};

const oneOrMany = (brief: string) =>
  z
    .union([Text, z.array(Text)], { error: 'must be a text' })
    .describe(brief)
    .optional();

const Query = z
  .record(z.string(), z.union([z.string(), z.number()]), { error: 'must say where to read it' })
  .describe(
    'Where it is read. A file: `file` (CSV), `metric`, `series`, `arm`. A source of kedge.yaml: `source` and what it reads.',
  );

const Metric = z.strictObject({
  kind: z
    .enum(['count', 'ratio'])
    .describe('`count`: events out of requests. `ratio`: anything else. Default: count for error_rate.')
    .optional(),
  worse: z.enum(['higher', 'lower']).describe('Which direction is worse. Default: higher.').optional(),
  tolerance: Share.describe('How much worse is accepted. Default: 5%.').optional(),
  must_detect: Share.describe('The change that must not be missed. Default: 20%.').optional(),
  baseline: z.enum(BASELINES).describe('Default: previous_days.').optional(),
  from: Query,
  control: Query.optional(),
  peers: z.record(z.string(), Query).describe('Others like it, which lend their quiet days.').optional(),
});

const Stop = z.strictObject({
  id: Text,
  when: Text.describe('CEL over the metrics, such as `error_rate.now > 0.05`.').optional(),
  command: CommandLine.describe('Ends with 0 when all is well.').optional(),
  after: Age.describe('So long after the start.').optional(),
  ...program,
});

const Check = z.strictObject({
  name: Text.optional(),
  command: CommandLine.describe('Ends with 0 when it is green.').optional(),
  drift: Age.describe('Every stack is in sync or accepted, by a scan at most so old.').optional(),
  alarms_quiet: CommandLine.describe('Ends with 0 when no alarm is on.').optional(),
  error_budget: z
    .strictObject({
      metric: Text,
      objective: Share.describe('The share that may fail, such as 0.1%.'),
      window: Age.describe('Over how long. Default: 28d.').optional(),
      left: Share.describe('How much of it must be left. Default: 20%.').optional(),
    })
    .optional(),
  freeze_calendar: Text.describe('A YAML file of days on which nothing is changed.').optional(),
  approvals: z
    .int({ error: 'must be a whole number' })
    .min(1, { error: 'must be at least 1' })
    .max(9, { error: 'must be at most 9' })
    .describe('How many people beside the owner have to approve.')
    .optional(),
  rollback_tried: Age.describe('The rollback was tried (`dry`) at most so long ago.').optional(),
  ...program,
});

const Step = z.strictObject({
  name: Text,
  percent: z
    .number()
    .gt(0, { error: 'must be more than 0' })
    .max(100, { error: 'must be at most 100' })
    .optional(),
  stacks: z.array(Text).optional(),
  regions: z.array(Text).optional(),
  run: CommandLine,
  ...program,
  idempotent: z.boolean().describe('It may be run again when nobody knows how far it came.').optional(),
  gate: z
    .strictObject({
      at_least: Age.describe('How long it runs before the next step.'),
      blocks: z.int().min(0).describe('Blocks in which every metric has a value.'),
      when: z.array(Text).describe('CEL over the metrics; all must hold.'),
      hold: z.boolean().describe('A person has to promote it.'),
    })
    .partial()
    .optional(),
});

const Rollback = z.strictObject({
  run: CommandLine.describe('What reverts it. It must be safe to run twice.').optional(),
  webhook: Text.describe('An address that is asked to revert it, by POST, once for each key.').optional(),
  git_revert: z
    .strictObject({
      commit: Text.describe(
        'What is undone. Default: the commit that was checked out when the change was opened.',
      ).optional(),
      stacks: z
        .array(Text)
        .min(1, { error: 'must name a stack' })
        .describe('Planned at the reverted commit, guarded and applied, in this order.'),
      may_destroy: z
        .boolean({ error: 'must be true or false' })
        .describe('It may destroy what the change created, or replaced. Default: false.')
        .optional(),
    })
    .describe('Undoes the commit on a branch of its own and applies the stacks from there.')
    .optional(),
  secret_env: Text.describe('The variable with the key that signs it.').optional(),
  dry: CommandLine.describe('Tries it without doing it.').optional(),
  verify: CommandLine.describe('Ends with 0 when the version from before is there.').optional(),
  metrics_back_within: Age.describe(
    'How long the metrics may take to come back inside the tolerance.',
  ).optional(),
  ...program,
});

/** changes/<id>.yaml as it is written; unknown keys are errors. */
export const ChangeFile = z.strictObject({
  version: z.literal(1).describe('The version of this format.').optional(),
  title: Text,
  why: Text.optional(),
  owner: oneOrMany('Exactly one person: `Name <email>`.'),
  channel: oneOrMany('Exactly one, such as `#checkout`.'),
  stacks: z.array(Text).describe('Stacks that it changes, as kedge scan calls them.').optional(),
  services: z.array(Text).describe('Services that it changes.').optional(),
  control_services: z.array(Text).describe('Services that stay untouched while it is watched.').optional(),
  stop_when: z.array(Stop).describe('At least one: what ends it without asking anybody.').optional(),
  hard_limits: z.array(Text).describe('CEL over the metrics: past one, it goes back.').optional(),
  checks: z.array(Check).optional(),
  rollout: z.array(Step).min(1, { error: 'must have a step' }),
  rollback: Rollback,
  revert_on: z
    .array(z.enum(TRIGGERS))
    .describe('What reverts it at once; what is left out calls the owner. Default: all.')
    .optional(),
  metrics: z.record(z.string(), Metric),
  watch: z
    .strictObject({
      for: Age.describe('After the last step. Default: 24h, and at least that.'),
      shorter_because: Text.describe('Why it may be shorter; it stands in the record.'),
      block: Age.describe('5m, 10m, 15m, 20m, 30m or 1h. Default: 5m.'),
      settle: Age.describe('How long after its end a block is read. Default: 2m.'),
      false_alarms: z.enum(['5%', '1%']).describe('Over all metrics and looks. Default: 5%.'),
      history: Age.describe('Days before that are read. Default: 60d.'),
      answer_within: Age.describe('How long the owner has to answer. Default: 30m.'),
    })
    .partial()
    .optional(),
});
export type ChangeFile = z.infer<typeof ChangeFile>;

/** The JSON Schema of a change, for editors and `kedge schema change`. */
export function changeJsonSchema(): Readonly<Record<string, unknown>> {
  const schema = z.toJSONSchema(ChangeFile, { io: 'input' });
  return { ...schema, $id: CHANGE_SCHEMA_ID, title: 'changes/<id>.yaml' };
}
