import { Checkbox } from '@mantine/core';
import '@mantine/core/styles/Checkbox.layer.css';
import '@mantine/core/styles/InlineInput.layer.css';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { channelsQuery, useSettingWrite } from '../../api/settings.ts';
import type { SourceItem } from '../../api/types.ts';
import { SelectField, TextField } from '../../parts/form/fields.tsx';
import { FormDialog } from '../../parts/form/form-dialog.tsx';
import { fieldOrNull, fieldText } from '../../text/form.ts';
import { SecretFields, secretIn } from './secret-fields.tsx';

interface SourceDialogProps {
  /** Without one it is a new one. */
  readonly source?: SourceItem | null;
  readonly onClose: () => void;
}

type Kind = SourceItem['kind'];

export function SourceDialog({ source = null, onClose }: SourceDialogProps) {
  const [kind, setKind] = useState<Kind>(source?.kind ?? 'git');
  const write = useSettingWrite('sources');
  return (
    <FormDialog
      title={source === null ? 'Add a source' : `Change ${source.name}`}
      button={source === null ? 'Add' : 'Keep'}
      onClose={onClose}
      isBusy={write.isPending}
      error={write.error}
      onSubmit={(fields) =>
        write.mutate(
          source === null
            ? { method: 'POST', body: { name: fieldText(fields, 'name'), kind, ...saidOf(kind, fields) } }
            : { method: 'PATCH', id: source.name, body: saidOf(kind, fields) },
          { onSuccess: onClose },
        )
      }
    >
      {source === null && (
        <>
          <SelectField
            name="kind"
            label="What it is"
            value={kind}
            onChange={(event) => setKind(event.currentTarget.value === 'folder' ? 'folder' : 'git')}
            data={[
              { value: 'git', label: 'A Git repository' },
              { value: 'folder', label: 'A folder on the machine of the server' },
            ]}
            data-autofocus
          />
          <TextField
            name="name"
            label="Name"
            description="Part of addresses: small letters, digits and -"
            placeholder="payments-infra"
            pattern="[a-z0-9][a-z0-9\-]*"
            required
          />
        </>
      )}
      {kind === 'git' ? (
        <GitFields source={source} />
      ) : (
        <TextField
          name="folder"
          label="Folder"
          placeholder="/srv/infra"
          defaultValue={source?.folder ?? ''}
          required
        />
      )}
      <CommonFields source={source} />
    </FormDialog>
  );
}

interface FieldsProps {
  readonly source: SourceItem | null;
}

function GitFields({ source }: FieldsProps) {
  const credential = source?.credential ?? null;
  return (
    <>
      <TextField
        name="url"
        label="Address"
        description="Any that Git can clone, without a credential in it"
        placeholder="https://git.example.com/payments/infra.git"
        defaultValue={source?.url ?? ''}
        required
      />
      <TextField
        name="branch"
        label="Branch"
        description="Only this one is read: whoever can write to it can run code on the server"
        defaultValue={source?.branch ?? 'main'}
        required
      />
      <SecretFields name="credential" label="Credential" known={credential?.secret ?? null} optional />
      <TextField
        name="username"
        label="User of the credential (may be empty)"
        description="For http(s), where the forge wants another than kedge"
        defaultValue={credential?.username ?? ''}
      />
      <SecretFields
        name="hook_secret"
        label="Secret of the webhook that tells of a push"
        known={source?.hook_secret ?? null}
        optional
      />
      <Checkbox
        name="push"
        label="Kedge may push branches of its own (kedge/...)"
        defaultChecked={source?.push === true}
      />
    </>
  );
}

function CommonFields({ source }: FieldsProps) {
  const known = useQuery(channelsQuery).data?.items.map(({ name }) => name) ?? [];
  const chosen = source?.channel ?? '';
  const [channel, setChannel] = useState(chosen);
  // One that is named but not set up stays named.
  const names = chosen === '' || known.includes(chosen) ? known : [chosen, ...known];
  return (
    <>
      <TextField
        name="subfolder"
        label="Only below this folder (may be empty)"
        placeholder="envs"
        defaultValue={source?.subfolder ?? ''}
      />
      <TextField
        name="team"
        label="Team, where kedge.yaml names none (may be empty)"
        defaultValue={source?.team ?? ''}
      />
      <SelectField
        name="channel"
        label="Channel of notices, where kedge.yaml names none"
        value={channel}
        onChange={(event) => setChannel(event.currentTarget.value)}
        data={[{ value: '', label: 'The default channel' }, ...names]}
      />
    </>
  );
}

/** What may be said of a source at any time; its name and its kind stay. */
function saidOf(kind: Kind, fields: FormData): Readonly<Record<string, unknown>> {
  const common = {
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
    credential: secret === null ? null : { secret, username: fieldOrNull(fields, 'username') },
    hook_secret: secretIn(fields, 'hook_secret'),
  };
}
