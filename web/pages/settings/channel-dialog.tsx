import { Checkbox, NativeSelect, TextInput } from '@mantine/core';
import '@mantine/core/styles/Checkbox.layer.css';
import '@mantine/core/styles/InlineInput.layer.css';
import '@mantine/core/styles/Input.layer.css';
import { useState } from 'react';
import { useSettingWrite } from '../../api/settings.ts';
import type { Channel } from '../../api/types.ts';
import { fieldOrNull, fieldText } from '../../text/form.ts';
import { SEVERITIES, SEVERITY_WORDS } from '../../text/words.ts';
import { FormDialog } from './form-dialog.tsx';
import { SecretFields, secretIn } from './secret-fields.tsx';

type Kind = Channel['settings']['kind'];

const KINDS: readonly { readonly value: Kind; readonly label: string }[] = [
  { value: 'slack', label: 'Slack' },
  { value: 'teams', label: 'Microsoft Teams' },
  { value: 'webhook', label: 'Webhook' },
  { value: 'smtp', label: 'E-mail' },
];

export function ChannelDialog({ onClose }: { readonly onClose: () => void }) {
  const [kind, setKind] = useState<Kind>('slack');
  const add = useSettingWrite('channels');
  return (
    <FormDialog
      title="Add a channel"
      button="Add"
      onClose={onClose}
      isBusy={add.isPending}
      error={add.error}
      onSubmit={(fields) =>
        add.mutate(
          {
            method: 'POST',
            body: {
              name: fieldText(fields, 'name'),
              settings: settingsIn(kind, fields),
              immediate: fieldText(fields, 'immediate'),
              default: fields.has('default'),
            },
          },
          { onSuccess: onClose },
        )
      }
    >
      <NativeSelect
        label="Kind"
        value={kind}
        onChange={(event) =>
          setKind(KINDS.find(({ value }) => value === event.currentTarget.value)?.value ?? 'slack')
        }
        data={[...KINDS]}
        data-autofocus
      />
      <TextInput
        name="name"
        label="Name"
        description="What kedge.yaml names it by, without #"
        pattern="[a-z0-9][a-z0-9._\-]*"
        required
        withAsterisk={false}
      />
      <KindFields kind={kind} />
      <NativeSelect
        name="immediate"
        label="Told at once from"
        defaultValue="high"
        data={SEVERITIES.map((value) => ({ value, label: SEVERITY_WORDS[value] }))}
      />
      <Checkbox name="default" label="For every stack that names no channel" />
    </FormDialog>
  );
}

function KindFields({ kind }: { readonly kind: Kind }) {
  switch (kind) {
    case 'slack':
      return (
        <>
          <TextInput
            name="conversation"
            label="Channel"
            description="Its id is best: a name may change"
            placeholder="C0123456789"
            required
            withAsterisk={false}
          />
          <SecretFields name="token" label="Token of the bot" />
        </>
      );
    case 'teams':
      return <SecretFields name="url" label="Address of the workflow" />;
    case 'webhook':
      return (
        <>
          <TextInput name="url" type="url" label="Address" required withAsterisk={false} />
          <SecretFields name="secret" label="Secret that requests are signed with" />
          <Checkbox name="private" label="It may lie in a private network" />
        </>
      );
    case 'smtp':
      return (
        <>
          <TextInput
            name="host"
            label="Server"
            placeholder="mail.example.com"
            required
            withAsterisk={false}
          />
          <TextInput
            name="port"
            type="number"
            label="Port"
            defaultValue="587"
            required
            withAsterisk={false}
          />
          <TextInput name="from" type="email" label="From" required withAsterisk={false} />
          <TextInput name="to" label="To, separated by commas" required withAsterisk={false} />
          <TextInput name="user" label="User (may be empty)" />
          <SecretFields name="password" label="Password" optional />
        </>
      );
  }
}

function settingsIn(kind: Kind, fields: FormData): unknown {
  switch (kind) {
    case 'slack':
      return {
        kind,
        conversation: fieldText(fields, 'conversation'),
        token: secretIn(fields, 'token'),
      };
    case 'teams':
      return { kind, url: secretIn(fields, 'url') };
    case 'webhook':
      return {
        kind,
        url: fieldText(fields, 'url'),
        secret: secretIn(fields, 'secret'),
        allow_private: fields.has('private'),
      };
    case 'smtp':
      return {
        kind,
        host: fieldText(fields, 'host'),
        port: Number(fieldText(fields, 'port')),
        from: fieldText(fields, 'from'),
        to: fieldText(fields, 'to')
          .split(',')
          .map((address) => address.trim())
          .filter((address) => address !== ''),
        user: fieldOrNull(fields, 'user'),
        password: secretIn(fields, 'password'),
      };
  }
}
