import { Button } from '@mantine/core';
import type { ReactNode, SubmitEvent } from 'react';
import { Dialog } from '../../parts/dialog.tsx';
import { Problem } from '../../parts/problem.tsx';
import styles from './settings.module.css';

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
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    onSubmit(new FormData(event.currentTarget));
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <form className={styles.form} onSubmit={submit}>
        {children}
        {error !== null && <Problem error={error} />}
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
