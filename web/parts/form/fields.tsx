import { NativeSelect, TextInput, type NativeSelectProps, type TextInputProps } from '@mantine/core';
import '@mantine/core/styles/Input.layer.css';
import { useFault } from './field-faults.ts';

interface Named {
  /** Where it stands in what is sent: the server says what is wrong by the same name. */
  readonly name: string;
}

export function TextField({ name, ...rest }: TextInputProps & Named) {
  return <TextInput name={name} error={useFault(name)} withAsterisk={false} {...rest} />;
}

export function SelectField({ name, ...rest }: NativeSelectProps & Named) {
  return <NativeSelect name={name} error={useFault(name)} withAsterisk={false} {...rest} />;
}
