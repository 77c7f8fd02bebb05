import { Button, Textarea } from '@mantine/core';
import '@mantine/core/styles/Input.layer.css';
import { useQuery } from '@tanstack/react-query';
import { useState, type SubmitEvent } from 'react';
import { useApprove, useWithdraw } from '../api/decide.ts';
import { decisionQuery } from '../api/decisions.ts';
import type { Decision } from '../api/types.ts';
import { Dialog } from '../parts/dialog.tsx';
import { Problem } from '../parts/problem.tsx';
import styles from './decide.module.css';

/** Approving what somebody else decided, and taking a decision back. */
export function DecisionActions({ decision }: { readonly decision: Decision }) {
  const { source, id, approvals_missing } = decision;
  const [asked, setAsked] = useState<'approve' | 'withdraw' | null>(null);
  const { data } = useQuery({ ...decisionQuery(source, id), enabled: approvals_missing > 0 });
  const may = data?.may_approve;
  return (
    <>
      <div className={styles.buttons}>
        {approvals_missing > 0 && (
          <Button
            size="xs"
            disabled={may?.may !== true}
            title={may?.why ?? undefined}
            onClick={() => setAsked('approve')}
          >
            Approve
          </Button>
        )}
        <Button size="xs" variant="default" onClick={() => setAsked('withdraw')}>
          Withdraw
        </Button>
      </div>
      {approvals_missing > 0 && may?.may === false && may.why !== null && (
        <p className={styles.why}>{may.why}</p>
      )}
      {asked !== null && <ReasonDialog act={asked} decision={decision} onClose={() => setAsked(null)} />}
    </>
  );
}

interface ReasonDialogProps {
  readonly act: 'approve' | 'withdraw';
  readonly decision: Decision;
  readonly onClose: () => void;
}

const WORDS = {
  approve: { title: 'Approve this decision', button: 'Approve', what: 'It may then be carried out.' },
  withdraw: {
    title: 'Withdraw this decision',
    button: 'Withdraw',
    what: 'What it was about is open again. What was carried out stays so.',
  },
} as const;

function ReasonDialog({ act, decision: { source, id, reason }, onClose }: ReasonDialogProps) {
  const approve = useApprove();
  const withdraw = useWithdraw();
  const write = act === 'approve' ? approve : withdraw;
  const { title, button, what } = WORDS[act];
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const said = new FormData(event.currentTarget).get('reason');
    const why = typeof said === 'string' && said.trim() !== '' ? said.trim() : undefined;
    const given = { source, id, reason: why };
    if (act === 'approve') approve.mutate(given, { onSuccess: onClose });
    else withdraw.mutate(given, { onSuccess: onClose });
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <form className={styles.form} onSubmit={submit}>
        <p>{what}</p>
        <blockquote className={styles.quote}>{reason}</blockquote>
        <Textarea
          name="reason"
          label={act === 'approve' ? 'What you looked at (may be empty)' : 'Why'}
          required={act === 'withdraw'}
          withAsterisk={false}
          rows={3}
          data-autofocus
        />
        {write.error !== null && <Problem error={write.error} />}
        <div className={styles.buttons}>
          <Button type="submit" loading={write.isPending}>
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
