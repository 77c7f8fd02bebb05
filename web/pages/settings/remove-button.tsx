import { Button } from '@mantine/core';
import { useState } from 'react';
import { useSettingWrite, type SettingName } from '../../api/settings.ts';
import { FormDialog } from '../../parts/form/form-dialog.tsx';

interface RemoveButtonProps {
  readonly of: SettingName;
  readonly id: string;
  readonly name: string;
  /** What else goes with it, and what stays. */
  readonly effect: string;
  readonly verb?: string;
}

/** Asks before it removes, and says what that means. */
export function RemoveButton({ of, id, name, effect, verb = 'Remove' }: RemoveButtonProps) {
  const [isAsking, setAsking] = useState(false);
  const remove = useSettingWrite(of);
  return (
    <>
      <Button size="compact-sm" variant="subtle" color="gray" onClick={() => setAsking(true)}>
        {verb}
        <span className="unseen"> {name}</span>
      </Button>
      {isAsking && (
        <FormDialog
          title={`${verb} ${name}?`}
          button={verb}
          onSubmit={() => remove.mutate({ method: 'DELETE', id }, { onSuccess: () => setAsking(false) })}
          onClose={() => setAsking(false)}
          isBusy={remove.isPending}
          error={remove.error}
          danger
        >
          <p>{effect}</p>
        </FormDialog>
      )}
    </>
  );
}
