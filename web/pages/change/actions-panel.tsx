import { Button } from '@mantine/core';
import { useState } from 'react';
import { useCheckChange } from '../../api/changes.ts';
import type { ChangeAction, ChangeWhole, ChangeWord } from '../../api/types.ts';
import { JobDialog } from '../../job/job-dialog.tsx';
import { Panel } from '../../parts/panel.tsx';
import { Problem } from '../../parts/problem.tsx';
import { ACTION_WORDS, CHANGE_WORDS } from '../../text/change-words.ts';
import styles from './change.module.css';

interface ActionsPanelProps {
  readonly change: ChangeWhole;
  readonly onAsk: (word: ChangeWord) => void;
}

/** What the one who looks may do now; and of the rest, why not. */
export function ActionsPanel({ change, onAsk }: ActionsPanelProps) {
  const byWord = new Map(change.actions.map((action) => [action.word, action]));
  const actions = CHANGE_WORDS.flatMap((word) => byWord.get(word) ?? []);
  const allowed = actions.filter((action) => action.allowed && !isRevertAgain(action, byWord));
  const not = actions.filter((action) => !action.allowed);
  const mayCheck = change.state === 'draft' || change.state === 'ready';
  return (
    <Panel title="Act">
      <div className={styles.act}>
        {mayCheck && <CheckNow change={change} />}
        {allowed.length > 0 && (
          <div className={styles.words} role="group" aria-label="What can be done">
            {allowed.map(({ word }) => (
              <WordButton key={word} word={word} onAsk={onAsk} />
            ))}
          </div>
        )}
        {allowed.length === 0 && !mayCheck && (
          <p className={styles.dim}>There is nothing for you to do now.</p>
        )}
        {not.length > 0 && <NotNow actions={not} />}
      </div>
    </Panel>
  );
}

/** Once something was rolled out, to give up is to take it back: one button is enough. */
const isRevertAgain = ({ word }: ChangeAction, byWord: ReadonlyMap<ChangeWord, ChangeAction>): boolean =>
  word === 'abort' && byWord.get('revert')?.allowed === true;

function WordButton({
  word,
  onAsk,
}: {
  readonly word: ChangeWord;
  readonly onAsk: (word: ChangeWord) => void;
}) {
  const { verb, key, what, tone } = ACTION_WORDS[word];
  return (
    <button type="button" data-tone={tone} title={what} onClick={() => onAsk(word)}>
      {verb} <kbd>{key}</kbd>
    </button>
  );
}

const NotNow = ({ actions }: { readonly actions: readonly ChangeAction[] }) => (
  <details className={styles.not}>
    <summary>What cannot be done now, and why</summary>
    <dl>
      {actions.map(({ word, why }) => (
        <div key={word}>
          <dt>{ACTION_WORDS[word].verb}</dt>
          <dd>{why ?? 'It does not fit where the change stands.'}</dd>
        </div>
      ))}
    </dl>
  </details>
);

function CheckNow({ change }: { readonly change: ChangeWhole }) {
  const check = useCheckChange(change);
  const [job, setJob] = useState<string | null>(null);
  return (
    <>
      <Button
        variant={change.checks === null ? 'filled' : 'default'}
        fullWidth
        loading={check.isPending}
        onClick={() => check.mutate(undefined, { onSuccess: (asked) => setJob(asked.job) })}
      >
        {change.checks === null ? 'Run its checks' : 'Check again'}
      </Button>
      {check.error !== null && <Problem error={check.error} />}
      {job !== null && <JobDialog title={`Checks of ${change.id}`} id={job} onClose={() => setJob(null)} />}
    </>
  );
}
