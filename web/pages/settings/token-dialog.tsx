import { Button, Checkbox } from '@mantine/core';
import '@mantine/core/styles/Checkbox.layer.css';
import '@mantine/core/styles/InlineInput.layer.css';
import { useState } from 'react';
import { useSettingWrite } from '../../api/settings.ts';
import type { MadeToken, Scope } from '../../api/types.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { fieldText } from '../../text/form.ts';
import { SelectField, TextField } from '../../parts/form/fields.tsx';
import { FormDialog } from '../../parts/form/form-dialog.tsx';
import formStyles from '../../parts/form/form.module.css';
import { SCOPE_WORDS } from './roles.ts';
import styles from './settings.module.css';

const SCOPES = Object.keys(SCOPE_WORDS) as readonly Scope[];

export function TokenDialog({ onClose }: { readonly onClose: () => void }) {
  const make = useSettingWrite<MadeToken>('tokens');
  if (make.data !== undefined) return <Made made={make.data} onClose={onClose} />;
  return (
    <FormDialog
      title="Make a token"
      button="Make it"
      onClose={onClose}
      isBusy={make.isPending}
      error={make.error}
      onSubmit={(fields) =>
        make.mutate({
          method: 'POST',
          body: {
            name: fieldText(fields, 'name'),
            scopes: SCOPES.filter((scope) => fields.has(`scope.${scope}`)),
            days: Number(fieldText(fields, 'days')),
          },
        })
      }
    >
      <TextField name="name" label="What it is for" required data-autofocus />
      <fieldset className={styles.scopes}>
        <legend>What it may</legend>
        {SCOPES.map((scope) => (
          <Checkbox
            key={scope}
            name={`scope.${scope}`}
            label={SCOPE_WORDS[scope]}
            defaultChecked={scope === 'read'}
          />
        ))}
      </fieldset>
      <SelectField
        name="days"
        label="Valid for"
        defaultValue="90"
        data={['7', '30', '90', '180', '365'].map((days) => ({ value: days, label: `${days} days` }))}
      />
    </FormDialog>
  );
}

/** The only time that it can be read: the server keeps a digest alone. */
function Made({
  made: { secret, token },
  onClose,
}: {
  readonly made: MadeToken;
  readonly onClose: () => void;
}) {
  const [isCopied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(secret);
    setCopied(true);
  };
  return (
    <Dialog title={`The token ${token.name}`} onClose={onClose}>
      <div className={formStyles.form}>
        <p>Copy it now. It is not shown again, and nobody can read it back.</p>
        <code className={styles.shown}>{secret}</code>
        <div className={formStyles.buttons}>
          <Button onClick={() => void copy()} data-autofocus>
            {isCopied ? 'Copied' : 'Copy'}
          </Button>
          <Button variant="default" onClick={onClose}>
            Done
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
