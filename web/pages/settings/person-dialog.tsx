import { PasswordInput, Textarea } from '@mantine/core';
import '@mantine/core/styles/ActionIcon.layer.css';
import '@mantine/core/styles/Input.layer.css';
import '@mantine/core/styles/PasswordInput.layer.css';
import { useState } from 'react';
import { useSettingWrite } from '../../api/settings.ts';
import type { Person } from '../../api/types.ts';
import { fieldOrNull, fieldText } from '../../text/form.ts';
import { TextField } from '../../parts/form/fields.tsx';
import { FormDialog } from '../../parts/form/form-dialog.tsx';
import { grantsIn, grantText, ROLE_WORDS, ROLES } from './roles.ts';
import styles from './settings.module.css';

interface PersonDialogProps {
  /** Without one it is a new one. */
  readonly person?: Person | null;
  readonly onClose: () => void;
}

export function PersonDialog({ person = null, onClose }: PersonDialogProps) {
  const write = useSettingWrite('people');
  const [wrong, setWrong] = useState<unknown>(null);
  const submit = (fields: FormData): void => {
    setWrong(null);
    try {
      const grants = grantsIn(fieldText(fields, 'grants'));
      const body =
        person === null
          ? {
              name: fieldText(fields, 'name'),
              email: fieldText(fields, 'email'),
              password: fieldOrNull(fields, 'password'),
              grants,
            }
          : { grants };
      write.mutate(
        { method: person === null ? 'POST' : 'PATCH', ...(person === null ? {} : { id: person.id }), body },
        { onSuccess: onClose },
      );
    } catch (error) {
      setWrong(error);
    }
  };
  return (
    <FormDialog
      title={person === null ? 'Add a person' : `Roles of ${person.name}`}
      button={person === null ? 'Add' : 'Keep'}
      onSubmit={submit}
      onClose={onClose}
      isBusy={write.isPending}
      error={wrong ?? write.error}
    >
      {person === null && (
        <>
          <TextField name="name" label="Name" required data-autofocus />
          <TextField name="email" type="email" label="E-mail" required />
          <PasswordInput
            name="password"
            label="Password (empty: they sign in with the provider)"
            autoComplete="new-password"
          />
        </>
      )}
      <Textarea
        name="grants"
        label="Roles"
        description="Such as: viewer, approver of payments"
        defaultValue={person === null ? 'viewer' : person.grants.map(grantText).join(', ')}
        rows={2}
        {...(person === null ? {} : { 'data-autofocus': true })}
      />
      <ul className={styles.roles}>
        {ROLES.map((role) => (
          <li key={role}>{ROLE_WORDS[role]}</li>
        ))}
      </ul>
    </FormDialog>
  );
}
