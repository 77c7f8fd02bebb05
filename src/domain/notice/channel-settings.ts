import { z } from 'zod';
import { SecretReference } from '../secret/secret-reference.ts';

/** One line without control characters: a line end in a header or in a title would be a second one. */
const Line = z
  .string()
  .min(1, { error: 'must not be empty' })
  .max(200)
  .regex(/^[^\p{Cc}\p{Zl}\p{Zp}]*$/u, { error: 'must be one line without control characters' });

/** No name, no list, no route: `Name <a@b>`, commas and quoted parts are what headers are forged with. */
const MailAddress = Line.regex(/^[^\s@<>,;:"()[\]\\]+@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?$/, {
  error: 'must be a plain e-mail address such as team@example.com',
});

export const SlackSettings = z
  .strictObject({
    kind: z.literal('slack'),
    token: SecretReference.describe('The token of the bot (xoxb-...), with the scope chat:write.'),
    signing_secret: SecretReference.nullable()
      .default(null)
      .describe(
        'What Slack signs its requests with (Basic Information of the app). With it, answers in the thread of a change count; null: nobody is heard there.',
      ),
    conversation: z
      .string()
      .regex(/^(?:[CGD][A-Z0-9]{6,20}|#[^\s#]{1,80})$/, {
        error: 'must be the id of a channel such as C0123456789, or its name with # before it',
      })
      .describe('The id of the channel is best: a name may change.'),
  })
  .meta({ id: 'SlackSettings' });

export const TeamsSettings = z
  .strictObject({
    kind: z.literal('teams'),
    url: SecretReference.describe('Where the address of the workflow is: whoever knows it may post.'),
  })
  .meta({ id: 'TeamsSettings' });

export const WebhookSettings = z
  .strictObject({
    kind: z.literal('webhook'),
    url: z
      .url({ protocol: /^https?$/, error: 'must be an http or https address' })
      .max(2_000)
      .refine((url) => URL.canParse(url) && !new URL(url).username && !new URL(url).password, {
        error: 'must not contain a user or a password: the request is signed instead',
      }),
    secret: SecretReference.describe('What requests are signed with; at least 16 characters.'),
    allow_private: z
      .boolean()
      .default(false)
      .describe('Whether it may lie in a private network, on this machine or be plain http.'),
  })
  .meta({ id: 'WebhookSettings' });

export const SmtpSettings = z
  .strictObject({
    kind: z.literal('smtp'),
    host: z
      .string()
      .regex(/^[A-Za-z0-9](?:[A-Za-z0-9.:-]{0,250}[A-Za-z0-9])?$/, { error: 'must be a host name' }),
    port: z.int().min(1).max(65_535).default(587),
    security: z
      .enum(['starttls', 'tls', 'none'])
      .default('starttls')
      .describe('`starttls` and `tls` send nothing before the line is encrypted.'),
    user: Line.nullable().default(null),
    password: SecretReference.nullable().default(null),
    from: MailAddress,
    to: z.array(MailAddress).min(1).max(20),
  })
  .refine(({ user, password }) => (user === null) === (password === null), {
    error: 'user and password belong together: give both or none',
  })
  .refine(({ user, security }) => user === null || security !== 'none', {
    error: 'a password is not sent over a line without encryption: use starttls or tls',
  })
  .meta({ id: 'SmtpSettings' });

/** For teams without a chat: the conversation about a change is a file on a branch of its source. */
export const GitSettings = z
  .strictObject({ kind: z.literal('git') })
  .describe('Takes messages about changes alone, of sources that are Git repositories.')
  .meta({ id: 'GitSettings' });

/** What a channel is, by its kind. Secrets are references: what is stored and shown is where they are. */
export const ChannelSettings = z
  .discriminatedUnion('kind', [SlackSettings, TeamsSettings, WebhookSettings, SmtpSettings, GitSettings])
  .meta({ id: 'ChannelSettings' });
export type ChannelSettings = z.infer<typeof ChannelSettings>;

export type SettingsOf<K extends ChannelSettings['kind']> = Extract<ChannelSettings, { kind: K }>;
export type ChannelKind = ChannelSettings['kind'];
