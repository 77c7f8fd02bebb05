import { Button } from '@mantine/core';
import { useEffect, useRef, useState, type ReactNode, type SubmitEvent } from 'react';
import { asProblem } from '../../api/problem.ts';
import { Dialog } from '../dialog.tsx';
import { Problem } from '../problem.tsx';
import { faultAt, faultsElsewhere, type Fault } from './faults.ts';
import { FieldFaults } from './field-faults.ts';
import styles from './form.module.css';

interface FormDialogProps {
  readonly title: string;
  readonly button: string;
  readonly onSubmit: (fields: FormData) => void;
  readonly onClose: () => void;
  readonly isBusy: boolean;
  readonly error: unknown;
  readonly children: ReactNode;
  readonly danger?: boolean;
}

/** A form that says what the server finds wrong where it is wrong. */
export function FormDialog({
  title,
  button,
  onSubmit,
  onClose,
  isBusy,
  error,
  children,
  danger = false,
}: FormDialogProps) {
  const form = useRef<HTMLFormElement>(null);
  const [fields, setFields] = useState<readonly string[]>([]);
  const faults = faultsOf(error);
  useEffect(() => {
    const there = fieldsOf(form.current);
    setFields([...there.keys()]);
    const [, wrong] = [...there].find(([name]) => faultAt(faultsOf(error), name) !== null) ?? [];
    wrong?.focus();
  }, [error]);
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    onSubmit(new FormData(event.currentTarget));
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <form ref={form} className={styles.form} onSubmit={submit}>
        <FieldFaults value={faults}>{children}</FieldFaults>
        {error !== null && <Said error={error} faults={faults} fields={fields} />}
        <div className={styles.buttons}>
          <Button type="submit" loading={isBusy} data-danger={danger}>
            {button}
          </Button>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

interface SaidProps {
  readonly error: unknown;
  readonly faults: readonly Fault[];
  readonly fields: readonly string[];
}

/** What no field says. */
function Said({ error, faults, fields }: SaidProps) {
  if (faults.length === 0 || faultsElsewhere(faults, fields).length > 0) return <Problem error={error} />;
  return (
    <p className={styles.marked} role="alert">
      Nothing was kept. Mend what is marked, then try again.
    </p>
  );
}

const faultsOf = (error: unknown): readonly Fault[] => (error === null ? [] : asProblem(error).faults);

/** By the name under which the server knows it; `data-at` where that is another than the one of the input. */
function fieldsOf(form: HTMLFormElement | null): ReadonlyMap<string, HTMLElement> {
  const inputs = [...(form?.querySelectorAll<HTMLElement>('[name]') ?? [])];
  return new Map(
    inputs.map((input) => [input.dataset['at'] ?? input.getAttribute('name') ?? '', input] as const),
  );
}
