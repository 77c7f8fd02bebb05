import { Checkbox } from '@mantine/core';
import '@mantine/core/styles/Checkbox.layer.css';
import '@mantine/core/styles/InlineInput.layer.css';
import { useState } from 'react';
import { useSettingWrite } from '../../api/settings.ts';
import type { Channel } from '../../api/types.ts';
import { SelectField, TextField } from '../../parts/form/fields.tsx';
import { FormDialog } from '../../parts/form/form-dialog.tsx';
import { ownTimeZone } from '../../text/instant.ts';
import { fieldText } from '../../text/form.ts';
import { SEVERITIES, SEVERITY_WORDS } from '../../text/words.ts';
import { KindFields, settingsIn, type ChannelKind } from './channel-fields.tsx';

const KINDS: readonly { readonly value: ChannelKind; readonly label: string }[] = [
  { value: 'slack', label: 'Slack' },
  { value: 'teams', label: 'Microsoft Teams' },
  { value: 'webhook', label: 'Webhook' },
  { value: 'smtp', label: 'E-mail' },
  { value: 'git', label: 'File on a branch (changes only)' },
];

interface ChannelDialogProps {
  /** Without one it is a new one. */
  readonly channel?: Channel | null;
  readonly onClose: () => void;
}

export function ChannelDialog({ channel = null, onClose }: ChannelDialogProps) {
  const [kind, setKind] = useState<ChannelKind>(channel?.settings.kind ?? 'slack');
  const write = useSettingWrite('channels');
  return (
    <FormDialog
      title={channel === null ? 'Add a channel' : `Change ${channel.name}`}
      button={channel === null ? 'Add' : 'Keep'}
      onClose={onClose}
      isBusy={write.isPending}
      error={write.error}
      onSubmit={(fields) =>
        write.mutate(
          {
            ...(channel === null ? { method: 'POST' } : { method: 'PATCH', id: channel.id }),
            body: saidOf(kind, fields),
          },
          { onSuccess: onClose },
        )
      }
    >
      <SelectField
        name="settings.kind"
        label="Kind"
        value={kind}
        onChange={(event) =>
          setKind(KINDS.find(({ value }) => value === event.currentTarget.value)?.value ?? 'slack')
        }
        data={[...KINDS]}
        data-autofocus
      />
      <TextField
        name="name"
        label="Name"
        description="What kedge.yaml and sources name it by, without #"
        pattern="[a-z0-9][a-z0-9._\-]*"
        defaultValue={channel?.name ?? ''}
        required
      />
      <KindFields key={kind} kind={kind} known={channel?.settings ?? null} />
      <SelectField
        name="immediate"
        label="Told at once from"
        defaultValue={channel?.immediate ?? 'high'}
        data={SEVERITIES.map((value) => ({ value, label: SEVERITY_WORDS[value] }))}
      />
      <TextField
        name="digest.cron"
        label="The rest is told at"
        description="Five fields of cron: minute, hour, day, month, day of the week"
        defaultValue={channel?.digest.cron ?? '0 8 * * 1-5'}
        required
      />
      <TextField
        name="digest.time_zone"
        label="In the time zone"
        defaultValue={channel?.digest.time_zone ?? ownTimeZone()}
        required
      />
      <Checkbox
        name="default"
        label="For every stack that names no channel"
        defaultChecked={channel?.default === true}
      />
    </FormDialog>
  );
}

const saidOf = (kind: ChannelKind, fields: FormData): unknown => ({
  name: fieldText(fields, 'name'),
  settings: settingsIn(kind, fields),
  immediate: fieldText(fields, 'immediate'),
  digest: { cron: fieldText(fields, 'digest.cron'), time_zone: fieldText(fields, 'digest.time_zone') },
  default: fields.has('default'),
});
