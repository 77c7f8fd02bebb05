import { Button, Textarea } from '@mantine/core';
import '@mantine/core/styles/Input.layer.css';
import { useMutation } from '@tanstack/react-query';
import { useState, type SubmitEvent } from 'react';
import { checkDraft } from '../../api/changes.ts';
import { Dialog } from '../../parts/dialog.tsx';
import formStyles from '../../parts/form/form.module.css';
import { Problem } from '../../parts/problem.tsx';
import { count } from '../../text/count.ts';
import styles from './changes.module.css';
import { ProblemList } from './problem-list.tsx';
import { SAMPLE_DECLARATION } from './sample-declaration.ts';

/** Whether a text is a declaration, before anybody commits it. Nothing is kept of it, and nothing runs. */
export function DraftDialog({ onClose }: { readonly onClose: () => void }) {
  const [text, setText] = useState(SAMPLE_DECLARATION);
  const check = useMutation({ mutationFn: checkDraft });
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    check.mutate(text);
  };
  return (
    <Dialog title="Try a declaration" onClose={onClose} wide>
      <form className={formStyles.form} onSubmit={submit}>
        <Textarea
          label="What the file would say"
          description="Nothing is kept of it, and nothing runs. Commit it as changes/NAME.yaml to have it here."
          value={text}
          onChange={({ currentTarget }) => {
            setText(currentTarget.value);
            check.reset();
          }}
          rows={16}
          spellCheck={false}
          required
          withAsterisk={false}
          classNames={{ input: styles.draft ?? '' }}
          data-autofocus
        />
        {check.error !== null && <Problem error={check.error} />}
        {check.data !== undefined && <Answer draft={check.data} />}
        <div className={formStyles.buttons}>
          <Button type="submit" loading={check.isPending}>
            Check it
          </Button>
          <Button variant="default" onClick={onClose}>
            Close
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function Answer({
  draft: { problems, declaration },
}: {
  readonly draft: Awaited<ReturnType<typeof checkDraft>>;
}) {
  if (problems.length > 0) return <ProblemList problems={problems} of="this text" />;
  if (declaration === null) return null;
  const { owner, channel, rollout, metrics } = declaration;
  return (
    <p className={styles.good} role="status">
      It is a declaration: owned by {owner}, decided in {channel}, {count(rollout.length, 'step')},{' '}
      {count(metrics.length, 'metric')} watched.
    </p>
  );
}
