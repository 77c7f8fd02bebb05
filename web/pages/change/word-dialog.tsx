import { Textarea } from '@mantine/core';
import '@mantine/core/styles/Input.layer.css';
import { useChangeWord } from '../../api/changes.ts';
import type { ChangeWhole, ChangeWord } from '../../api/types.ts';
import { useFault } from '../../parts/form/field-faults.ts';
import { FormDialog } from '../../parts/form/form-dialog.tsx';
import { submitByKey } from '../../parts/form/submit-by-key.ts';
import { ACTION_WORDS } from '../../text/change-words.ts';
import { fieldOrNull } from '../../text/form.ts';

interface WordDialogProps {
  readonly change: ChangeWhole;
  readonly word: ChangeWord;
  readonly onClose: () => void;
}

/** Says what follows, and asks why: the reason stands in the record. */
export function WordDialog({ change, word, onClose }: WordDialogProps) {
  const say = useChangeWord(change);
  const { verb, what, tone } = ACTION_WORDS[word];
  const needsReason = change.actions.find((action) => action.word === word)?.needs_reason ?? false;
  return (
    <FormDialog
      title={`${verb} ${change.id}`}
      button={verb}
      danger={tone === 'stop'}
      onClose={onClose}
      isBusy={say.isPending}
      error={say.error}
      onSubmit={(fields) =>
        say.mutate({ word, reason: fieldOrNull(fields, 'reason') }, { onSuccess: onClose })
      }
    >
      <p>{what}</p>
      <Reason isNeeded={needsReason} />
    </FormDialog>
  );
}

const LEAST_REASON = 8;

function Reason({ isNeeded }: { readonly isNeeded: boolean }) {
  return (
    <Textarea
      name="reason"
      label={isNeeded ? 'Why' : 'Why (may be empty)'}
      description="It stands in the record, for whoever comes after."
      error={useFault('reason')}
      required={isNeeded}
      minLength={LEAST_REASON}
      withAsterisk={false}
      rows={3}
      data-autofocus
      onKeyDown={submitByKey}
    />
  );
}
