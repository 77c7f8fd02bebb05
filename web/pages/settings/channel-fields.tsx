import { Checkbox } from '@mantine/core';
import '@mantine/core/styles/Checkbox.layer.css';
import '@mantine/core/styles/InlineInput.layer.css';
import type { Channel } from '../../api/types.ts';
import { SelectField, TextField } from '../../parts/form/fields.tsx';
import { fieldOrNull, fieldText } from '../../text/form.ts';
import { SecretFields, secretIn } from './secret-fields.tsx';

type Settings = Channel['settings'];
export type ChannelKind = Settings['kind'];
type SettingsOf<Kind extends ChannelKind> = Extract<Settings, { readonly kind: Kind }>;

interface KindFieldsProps {
  readonly kind: ChannelKind;
  /** What stands there now; null: it is a new channel, or one of another kind. */
  readonly known: Settings | null;
}

export function KindFields({ kind, known }: KindFieldsProps) {
  switch (kind) {
    case 'slack':
      return <SlackFields known={of('slack', known)} />;
    case 'teams':
      return (
        <SecretFields
          name="settings.url"
          label="Address of the workflow"
          known={of('teams', known)?.url ?? null}
        />
      );
    case 'webhook':
      return <WebhookFields known={of('webhook', known)} />;
    case 'smtp':
      return <SmtpFields known={of('smtp', known)} />;
    case 'git':
      return null;
  }
}

const of = <Kind extends ChannelKind>(kind: Kind, known: Settings | null): SettingsOf<Kind> | null =>
  known?.kind === kind ? (known as SettingsOf<Kind>) : null;

const SlackFields = ({ known }: { readonly known: SettingsOf<'slack'> | null }) => (
  <>
    <TextField
      name="settings.conversation"
      label="Channel"
      description="Its id is best: a name may change"
      placeholder="C0123456789"
      defaultValue={known?.conversation ?? ''}
      required
    />
    <SecretFields name="settings.token" label="Token of the bot" known={known?.token ?? null} />
    <SecretFields
      name="settings.signing_secret"
      label="Signing secret, for answers in the thread"
      known={known?.signing_secret ?? null}
      optional
    />
  </>
);

const WebhookFields = ({ known }: { readonly known: SettingsOf<'webhook'> | null }) => (
  <>
    <TextField name="settings.url" type="url" label="Address" defaultValue={known?.url ?? ''} required />
    <SecretFields
      name="settings.secret"
      label="Secret that requests are signed with"
      known={known?.secret ?? null}
    />
    <Checkbox
      name="settings.allow_private"
      label="It may lie in a private network"
      defaultChecked={known?.allow_private === true}
    />
  </>
);

const SECURITY: readonly { readonly value: SettingsOf<'smtp'>['security']; readonly label: string }[] = [
  { value: 'starttls', label: 'Encrypted after the greeting (STARTTLS)' },
  { value: 'tls', label: 'Encrypted from the start (TLS)' },
  { value: 'none', label: 'Not encrypted' },
];

const SmtpFields = ({ known }: { readonly known: SettingsOf<'smtp'> | null }) => (
  <>
    <TextField
      name="settings.host"
      label="Server"
      placeholder="mail.example.com"
      defaultValue={known?.host ?? ''}
      required
    />
    <TextField
      name="settings.port"
      type="number"
      label="Port"
      defaultValue={String(known?.port ?? 587)}
      required
    />
    <SelectField
      name="settings.security"
      label="Its line"
      defaultValue={known?.security ?? 'starttls'}
      data={[...SECURITY]}
    />
    <TextField name="settings.from" type="email" label="From" defaultValue={known?.from ?? ''} required />
    <TextField
      name="settings.to"
      label="To, separated by commas"
      defaultValue={known?.to.join(', ') ?? ''}
      required
    />
    <TextField name="settings.user" label="User (may be empty)" defaultValue={known?.user ?? ''} />
    <SecretFields name="settings.password" label="Password" known={known?.password ?? null} optional />
  </>
);

export function settingsIn(kind: ChannelKind, fields: FormData): unknown {
  const text = (name: string): string => fieldText(fields, `settings.${name}`);
  const secret = (name: string) => secretIn(fields, `settings.${name}`);
  switch (kind) {
    case 'slack':
      return {
        kind,
        conversation: text('conversation'),
        token: secret('token'),
        signing_secret: secret('signing_secret'),
      };
    case 'teams':
      return { kind, url: secret('url') };
    case 'webhook':
      return {
        kind,
        url: text('url'),
        secret: secret('secret'),
        allow_private: fields.has('settings.allow_private'),
      };
    case 'smtp':
      return {
        kind,
        host: text('host'),
        port: Number(text('port')),
        security: text('security'),
        from: text('from'),
        to: text('to')
          .split(',')
          .map((address) => address.trim())
          .filter((address) => address !== ''),
        user: fieldOrNull(fields, 'settings.user'),
        password: secret('password'),
      };
    case 'git':
      return { kind };
  }
}
