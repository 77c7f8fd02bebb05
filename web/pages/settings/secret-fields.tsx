import { NativeSelect, TextInput } from '@mantine/core';
import '@mantine/core/styles/Input.layer.css';
import { useState } from 'react';
import type { SecretReference } from '../../api/types.ts';
import { useFault } from '../../parts/form/field-faults.ts';
import { fieldText } from '../../text/form.ts';
import styles from './settings.module.css';

interface SecretFieldsProps {
  /** Where it stands in what is sent. */
  readonly name: string;
  readonly label: string;
  readonly optional?: boolean;
  /** Where it is now. */
  readonly known?: SecretReference | null;
}

type Kind = 'none' | 'env' | 'file';

/** Where a secret is: a variable of the server or a file. The secret itself is never typed here. */
export function SecretFields({ name, label, optional = false, known = null }: SecretFieldsProps) {
  const [kind, setKind] = useState<Kind>(known === null ? (optional ? 'none' : 'env') : kindOf(known));
  const fault = useFault(name);
  return (
    <div className={styles.secret}>
      <NativeSelect
        label={label}
        name={`${name}.kind`}
        value={kind}
        onChange={(event) => setKind(KINDS.find((one) => one === event.currentTarget.value) ?? 'none')}
        data={[
          ...(optional ? [{ value: 'none', label: 'None' }] : []),
          { value: 'env', label: 'In a variable of the server' },
          { value: 'file', label: 'In a file of the server' },
        ]}
      />
      {kind !== 'none' && (
        <TextInput
          key={kind}
          name={`${name}.place`}
          data-at={name}
          label={kind === 'env' ? 'Its name' : 'Its path below KEDGE_SECRETS_DIR'}
          placeholder={kind === 'env' ? 'KEDGE_SECRET_...' : 'deploy-key'}
          defaultValue={known === null || kindOf(known) !== kind ? '' : placeOf(known)}
          error={fault}
          {...(kind === 'env'
            ? { pattern: 'KEDGE_SECRET_[A-Z0-9_]+', title: 'It begins with KEDGE_SECRET_.' }
            : {})}
          required
          withAsterisk={false}
        />
      )}
    </div>
  );
}

const KINDS: readonly Kind[] = ['none', 'env', 'file'];

const kindOf = (secret: SecretReference): Exclude<Kind, 'none'> => ('env' in secret ? 'env' : 'file');

const placeOf = (secret: SecretReference): string => ('env' in secret ? secret.env : secret.file);

export function secretIn(fields: FormData, name: string): SecretReference | null {
  const place = fieldText(fields, `${name}.place`);
  switch (fieldText(fields, `${name}.kind`)) {
    case 'env':
      return { env: place };
    case 'file':
      return { file: place };
    default:
      return null;
  }
}

/** What it names, in words. */
export const secretText = (secret: SecretReference): string =>
  'env' in secret ? secret.env : `file ${secret.file}`;
