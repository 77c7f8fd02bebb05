import { z } from 'zod';
import { COUNTED_BY_DEFAULT, DRIFT_CLASSES } from '#domain/drift/drift-class.ts';
import { SEVERITIES } from '#domain/drift/severity.ts';
import { DURATION_PATTERN, parseDuration } from '#domain/policy/duration.ts';
import { scheduleSettings } from './schedule-schema.ts';
import { MetricSources } from './metric-schema.ts';
import { Decisions, Flapping, Objectives, Policy } from './decision-schema.ts';

export const CONFIG_SCHEMA_ID = 'https://kedge.dev/schemas/config-1.json';

const Text = z.string({ error: 'must be a text' }).min(1, { error: 'must not be empty' });

const Duration = z
  .union([z.string().meta({ pattern: DURATION_PATTERN }), z.number().meta({ exclusiveMinimum: 0 })], {
    error: 'must be a duration such as 90s, 15m or 1h30m, or a number of seconds',
  })
  .superRefine((value, context) => {
    const duration = parseDuration(value);
    if ('problem' in duration) {
      context.addIssue({ code: 'custom', message: `cannot be used: ${duration.problem.replace(/\.$/, '')}` });
    }
  });

const EnvironmentName = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*\*?$/, {
  error: 'must be a variable name, or its start with `*` behind it',
});

const settings = {
  engine: z.enum(['terraform', 'tofu']).describe('Default: what is found on the PATH, terraform first.'),
  binary: Text.describe('Name or path of the engine. A relative path starts at the folder of this file.'),
  workspace: Text.describe('Default: the one that is selected in the folder.'),
  timeout: Duration.describe('How long one stack may take: 90s, 15m, 1h30m or seconds. Default: 15m.'),
  lock: z.boolean().describe('Take the state lock while planning. Default: false.'),
  fast: z
    .enum(['on', 'off', 'audit'], { error: 'must be on, off or audit' })
    .describe(
      'Plan through what Kedge knows of the providers: the same answer, many times sooner. `audit` compares each scan with the bare way. Default: on, where it is available.',
    ),
  var_files: z.array(Text).describe('Files for -var-file, from the folder of this file.'),
  backend_config: z
    .array(Text)
    .describe('For -backend-config: `key=value`, or a file from the folder of this file.'),
  env: z
    .array(EnvironmentName)
    .describe('Further variables that may reach the engine: names, or `FOO_*` for all that start so.'),
  ...scheduleSettings,
};

const Stack = z
  .strictObject({
    path: Text.describe('The folder of the root module, from the folder of this file.'),
    name: Text.describe('What reports call it. Default: the path.'),
    ...settings,
    skip: z.boolean().describe('Do not scan it. It stays listed as skipped.'),
    owner: Text.describe('Who to turn to, such as @platform.'),
    channel: Text.describe('Where its decisions are talked about, such as #inc-network. Exactly one.'),
    team: Text,
  })
  .partial()
  .required({ path: true });

const Severity = z
  .strictObject({
    id: z.string().regex(/^[a-z0-9][a-z0-9._/-]*$/, {
      error: 'must be small letters, digits, `-`, `_`, `.` or `/`',
    }),
    when: Text.describe('A CEL condition over resource, path, attribute, leaf, before, after, class, ...'),
    severity: z.enum(SEVERITIES),
    why: Text.describe('One sentence for the report.').optional(),
  })
  .describe('Asked before the shipped rules; the first that matches decides.');

/** kedge.yaml as it is written. Everything is optional; unknown keys are errors. */
export const ConfigFile = z
  .strictObject({
    version: z.literal(1).describe('The version of this format.'),
    project: Text.describe(
      'What memory calls this project. Default: the Git remote, else the name of the folder.',
    ),
    defaults: z.strictObject(settings).partial().describe('For every stack that does not say otherwise.'),
    stacks: z
      .array(Stack)
      .describe(
        'Stacks to add to those that are found, or to set options of. Lists replace those of defaults.',
      ),
    exclude: z.array(Text).describe('Globs of folders that are not looked into.'),
    concurrency: z.int().positive().describe('Stacks at once. Default: from cores and free memory.'),
    provider_mirror: Text.describe('A folder of providers to install from.'),
    severity: z.array(Severity),
    rules: z
      .strictObject({ disable: z.array(Text).describe('Ids of rules to leave out; see `kedge rules`.') })
      .partial(),
    drift: z
      .strictObject({
        count: z
          .array(z.enum(DRIFT_CLASSES))
          .describe(`Classes that make a stack drifted. Default: ${COUNTED_BY_DEFAULT.join(', ')}.`),
      })
      .partial(),
    decisions: Decisions,
    policies: z.array(Policy),
    objectives: Objectives,
    flapping: Flapping,
    metric_sources: MetricSources,
  })
  .partial();
export type ConfigFile = z.infer<typeof ConfigFile>;

/** The JSON Schema of kedge.yaml, for editors and `kedge schema`. */
export function configJsonSchema(): Readonly<Record<string, unknown>> {
  const schema = z.toJSONSchema(ConfigFile, { io: 'input' });
  return { ...schema, $id: CONFIG_SCHEMA_ID, title: 'kedge.yaml' };
}
