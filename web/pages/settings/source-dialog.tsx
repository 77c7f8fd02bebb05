import { Checkbox, NativeSelect, TextInput } from '@mantine/core';
import '@mantine/core/styles/Checkbox.layer.css';
import '@mantine/core/styles/InlineInput.layer.css';
import '@mantine/core/styles/Input.layer.css';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { channelsQuery, useSettingWrite } from '../../api/settings.ts';
import { fieldOrNull, fieldText } from '../../text/form.ts';
import { FormDialog } from './form-dialog.tsx';
import { SecretFields, secretIn } from './secret-fields.tsx';

export function SourceDialog({ onClose }: { readonly onClose: () => void }) {
  const [kind, setKind] = useState<'git' | 'folder'>('git');
  const channels = useQuery(channelsQuery).data?.items ?? [];
  const add = useSettingWrite('sources');
  return (
    <FormDialog
      title="Add a source"
      button="Add"
      onClose={onClose}
      isBusy={add.isPending}
      error={add.error}
      onSubmit={(fields) =>
        add.mutate({ method: 'POST', body: sourceIn(kind, fields) }, { onSuccess: onClose })
      }
    >
      <NativeSelect
        label="What it is"
        value={kind}
        onChange={(event) => setKind(event.currentTarget.value === 'folder' ? 'folder' : 'git')}
        data={[
          { value: 'git', label: 'A Git repository' },
          { value: 'folder', label: 'A folder on the machine of the server' },
        ]}
        data-autofocus
      />
      <TextInput
        name="name"
        label="Name"
        description="Part of addresses: small letters, digits and -"
        placeholder="payments-infra"
        pattern="[a-z0-9][a-z0-9\-]*"
        required
        withAsterisk={false}
      />
      {kind === 'git' ? (
        <>
          <TextInput
            name="url"
            label="Address"
            description="Any that Git can clone, without a credential in it"
            placeholder="https://git.example.com/payments/infra.git"
            required
            withAsterisk={false}
          />
          <TextInput
            name="branch"
            label="Branch"
            description="Only this one is read: whoever can write to it can run code on the server"
            defaultValue="main"
            required
            withAsterisk={false}
          />
          <SecretFields name="credential" label="Credential" optional />
          <SecretFields name="hook" label="Secret of the webhook that tells of a push" optional />
          <Checkbox name="push" label="Kedge may push branches of its own (kedge/...)" />
        </>
      ) : (
        <TextInput name="folder" label="Folder" placeholder="/srv/infra" required withAsterisk={false} />
      )}
      <TextInput name="subfolder" label="Only below this folder (may be empty)" placeholder="envs" />
      <TextInput name="team" label="Team, where kedge.yaml names none (may be empty)" />
      <NativeSelect
        name="channel"
        label="Channel of notices, where kedge.yaml names none"
        data={[{ value: '', label: 'The default channel' }, ...channels.map(({ name }) => name)]}
      />
    </FormDialog>
  );
}

function sourceIn(kind: 'git' | 'folder', fields: FormData): unknown {
  const common = {
    name: fieldText(fields, 'name'),
    kind,
    subfolder: fieldText(fields, 'subfolder'),
    team: fieldOrNull(fields, 'team'),
    channel: fieldOrNull(fields, 'channel'),
  };
  if (kind === 'folder') return { ...common, folder: fieldText(fields, 'folder') };
  const secret = secretIn(fields, 'credential');
  return {
    ...common,
    url: fieldText(fields, 'url'),
    branch: fieldText(fields, 'branch'),
    push: fields.has('push'),
    credential: secret === null ? null : { secret, username: null },
    hook_secret: secretIn(fields, 'hook'),
  };
}
