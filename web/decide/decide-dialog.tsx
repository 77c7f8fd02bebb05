import { Button, Checkbox, Textarea, TextInput } from '@mantine/core';
import '@mantine/core/styles/Checkbox.layer.css';
import '@mantine/core/styles/InlineInput.layer.css';
import '@mantine/core/styles/Input.layer.css';
import { useState, type SubmitEvent } from 'react';
import { keyOf, useDecide } from '../api/decide.ts';
import type { Decided, DecisionKind, DriftItem } from '../api/types.ts';
import { Dialog } from '../parts/dialog.tsx';
import { submitByKey } from '../parts/form/submit-by-key.ts';
import { Problem } from '../parts/problem.tsx';
import { count } from '../text/count.ts';
import { KIND_WORDS } from '../text/words.ts';
import styles from './decide.module.css';
import { DecidedResult } from './decided-result.tsx';
import { DecisionSubjects } from './decision-subjects.tsx';

interface DecideDialogProps {
  readonly kind: DecisionKind;
  readonly items: readonly DriftItem[];
  /** The items stand for a group of this many, which is decided whole. */
  readonly wholeGroup?: number | null;
  readonly onClose: () => void;
}

/** Asks for what a decision needs, and shows what became of it: also what was refused, and why. */
export function DecideDialog({ kind, items, wholeGroup = null, onClose }: DecideDialogProps) {
  const decide = useDecide();
  const [decided, setDecided] = useState<Decided | null>(null);
  const possible = items.filter(({ kinds }) => kinds.includes(kind));
  const { verb, what } = KIND_WORDS[kind];
  const many = wholeGroup ?? items.length;
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    const text = (name: string): string => {
      const value = fields.get(name);
      return typeof value === 'string' ? value.trim() : '';
    };
    decide.mutate(
      {
        kind,
        differences: (wholeGroup === null ? items : items.slice(0, 1)).map(keyOf),
        reason: text('reason'),
        ...(text('until') === '' ? {} : { until: text('until') }),
        ...(text('owner') === '' ? {} : { owner: text('owner') }),
        ...(fields.has('destroy') ? { destroy_approved: true } : {}),
        ...(wholeGroup === null ? {} : { group: true }),
      },
      { onSuccess: setDecided },
    );
  };
  if (decided !== null) {
    return (
      <Dialog title={resultTitle(decided)} onClose={onClose}>
        <DecidedResult decided={decided} items={items} onClose={onClose} />
      </Dialog>
    );
  }
  return (
    <Dialog title={`${verb} ${count(many, 'difference')}`} onClose={onClose}>
      <form className={styles.form} onSubmit={submit}>
        <p>{what}</p>
        <DecisionSubjects items={items} kind={kind} total={many} />
        <Textarea
          name="reason"
          label="Why"
          description="For the record and for whoever comes after."
          required
          withAsterisk={false}
          rows={3}
          data-autofocus
          onKeyDown={submitByKey}
        />
        {(kind === 'accept' || kind === 'ignore') && (
          <TextInput
            name="until"
            type="date"
            label={kind === 'accept' ? 'Until, that day included' : 'Until (may be empty)'}
            required={kind === 'accept'}
            withAsterisk={false}
            min={dayAhead(0)}
            max={dayAhead(365)}
            defaultValue={kind === 'accept' ? dayAhead(14) : ''}
          />
        )}
        {items.some(({ owner }) => owner === null) && (
          <TextInput
            name="owner"
            label="Owner"
            description="kedge.yaml names none for this stack."
            required
            withAsterisk={false}
          />
        )}
        {kind === 'revert' && (
          <Checkbox name="destroy" label="Destroying or replacing the resource is part of it" />
        )}
        {decide.error !== null && <Problem error={decide.error} />}
        <div className={styles.buttons}>
          <Button type="submit" loading={decide.isPending} disabled={possible.length === 0}>
            {verb}
          </Button>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <span className={styles.hint}>
            <kbd>Ctrl</kbd> <kbd>↵</kbd>
          </span>
        </div>
      </form>
    </Dialog>
  );
}

const dayAhead = (days: number): string =>
  new Date(Date.now() + days * 24 * 3_600_000).toISOString().slice(0, 10);

const resultTitle = ({ decided, refused }: Decided): string =>
  refused.length === 0
    ? `Decided: ${count(decided.length, 'difference')}`
    : `${count(decided.length, 'difference')} decided, ${refused.length} refused`;
