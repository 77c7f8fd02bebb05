import { z } from 'zod';
import { SecretReference } from '#domain/secret/secret-reference.ts';
import { ChannelName } from './channels.ts';
import { Instant, listOf, SourceName } from './list.ts';

const Text = z.string().max(2000);
const Subfolder = Text.default('').describe('Only what lies below it is looked at; empty: all.');
const Team = Text.nullable().default(null).describe('Of stacks whose kedge.yaml names none.');
const Channel = ChannelName.nullable()
  .default(null)
  .describe('Where notices go of stacks whose kedge.yaml names none; null: the default channel.');
const Credential = z
  .strictObject({
    secret: SecretReference,
    username: Text.nullable()
      .default(null)
      .describe('For http(s); null: `kedge`, which forges take beside a token.'),
  })
  .describe('For http(s) a token or password, for SSH a private key: by the place where it lies.')
  .meta({ id: 'GitCredential' });

const git = {
  url: Text.describe('Any address that Git can clone, without a credential in it.'),
  branch: Text.describe('The one branch that is read. Whoever can write to it can run code on the server.'),
  credential: Credential.nullable(),
  push: z.boolean().describe('Kedge may push branches of its own (`kedge/...`).'),
  hook_secret: SecretReference.nullable().describe('What the webhook of the repository signs pushes with.'),
};

/** `POST /api/v1/sources` */
export const SourceDraft = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('git'),
      name: SourceName,
      ...git,
      branch: git.branch.default('main'),
      credential: git.credential.default(null),
      push: git.push.default(false),
      hook_secret: git.hook_secret.default(null),
      subfolder: Subfolder,
      team: Team,
      channel: Channel,
    }),
    z.strictObject({
      kind: z.literal('folder'),
      name: SourceName,
      folder: Text.describe('Absolute, on the machine of the server.'),
      subfolder: Subfolder,
      team: Team,
      channel: Channel,
    }),
  ])
  .meta({ id: 'SourceDraft' });
export type SourceDraft = z.infer<typeof SourceDraft>;

/** `PATCH /api/v1/sources/:source`: what is to change. Its name and kind stay. */
export const SourcePatch = z
  .strictObject({
    ...git,
    folder: Text,
    subfolder: Text,
    team: Text.nullable(),
    channel: ChannelName.nullable(),
  })
  .partial()
  .meta({ id: 'SourcePatch' });
export type SourcePatch = z.infer<typeof SourcePatch>;

export const SourceItem = z
  .object({
    name: SourceName,
    kind: z.enum(['git', 'folder']),
    url: Text.optional(),
    branch: Text.optional(),
    folder: Text.optional(),
    subfolder: Text,
    team: Text.nullable(),
    channel: z.string().nullable(),
    push: z.boolean().optional(),
    credential: z.object({ secret: SecretReference, username: Text.nullable() }).nullable().optional(),
    hook_secret: SecretReference.nullable().optional(),
    synced: z
      .object({
        at: Instant,
        commit: z.string().nullable(),
        problem: z
          .string()
          .nullable()
          .describe('Why the last try failed; what is known is older than `at` then.'),
      })
      .nullable()
      .describe('null: it was never read.'),
  })
  .meta({ id: 'Source' });
export type SourceItem = z.infer<typeof SourceItem>;

export const SourceList = listOf(SourceItem);
export type SourceList = z.infer<typeof SourceList>;

export const SyncAsked = z.object({ job: z.string() });
export type SyncAsked = z.infer<typeof SyncAsked>;
