import { z } from 'zod';
import { DURATION_PATTERN, parseDuration } from '#domain/policy/duration.ts';

const Text = z.string({ error: 'must be a text' }).min(1, { error: 'must not be empty' });

const Name = z
  .string()
  .regex(/^[a-z][a-z0-9_-]*$/, { error: 'must be small letters, digits, `-` or `_`, a letter first' });

const Url = z
  .string()
  .regex(/^https?:\/\/\S+$/, { error: 'must be an address that begins with http:// or https://' });

/** Where a secret lies. The secret itself is never written into a file of the repository. */
const Secret = z
  .union([z.strictObject({ env: Text }), z.strictObject({ file: Text })], {
    error: 'must say where the secret is: `env: NAME` or `file: PATH`',
  })
  .describe('`env: NAME` or `file: PATH`; never the secret itself.');
export type Secret = z.infer<typeof Secret>;

const Source = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('prometheus'),
    url: Url.describe('Up to what stands before /api/v1.'),
    token: Secret.optional(),
    user: Text.describe('For basic authentication, with `password`.').optional(),
    password: Secret.optional(),
    tenant: Text.describe('Sent as X-Scope-OrgID.').optional(),
  }),
  z.strictObject({
    kind: z.literal('cloudwatch'),
    region: Text,
    endpoint: Url.optional(),
  }),
  z.strictObject({ kind: z.literal('datadog'), url: Url, api_key: Secret, application_key: Secret }),
  z.strictObject({
    kind: z.literal('file'),
    path: Text.describe('CSV or JSON, from the folder of this file.'),
  }),
  z.strictObject({ kind: z.literal('opencost'), url: Url, token: Secret.optional() }),
  z.strictObject({
    kind: z.literal('focus'),
    path: Text.describe('A CSV export of FOCUS 1.2, from the folder of this file.'),
    settles_after: z
      .string()
      .meta({ pattern: DURATION_PATTERN })
      .describe('How long after the end of a billing period its charges still change. Default: 120h.')
      .refine((text) => !('problem' in parseDuration(text)), { error: 'must be a duration such as 120h' })
      .optional(),
  }),
  z.strictObject({
    kind: z.literal('priced'),
    price_per_hour: z.number().positive(),
    counts: Name.describe('The source that counts what is paid for.'),
  }),
]);

/** `metric_sources` of kedge.yaml: where releases are measured, by name. */
export const MetricSources = z
  .record(Name, Source)
  .describe('Where the metrics of releases are read, by name.');
export type MetricSources = z.infer<typeof MetricSources>;
