import { useState } from 'react';
import { pathOf } from '../../api/client.ts';
import type { ChangeWhole } from '../../api/types.ts';
import { RecordText } from '../../parts/markdown/record-text.tsx';
import { Panel } from '../../parts/panel.tsx';
import styles from './change.module.css';

type Record = NonNullable<ChangeWhole['record']>;

/** What was written into the repository: the decision with its evidence, and what to do the next time. */
export function RecordPanel({ change }: { readonly change: ChangeWhole }) {
  const { record, records } = change;
  const newest = records.at(-1);
  if (newest === undefined && record === null) return null;
  return (
    <Panel
      title="The record"
      note={
        newest !== undefined && (
          <>
            <code>{newest.branch}</code> at <code>{newest.commit.slice(0, 10)}</code>
          </>
        )
      }
    >
      {record === null ? (
        <p className={styles.none}>It was written, and cannot be read here now.</p>
      ) : (
        <Texts record={record} picture={`/api/v1/changes${pathOf(change.source, change.id)}/chart.svg`} />
      )}
      {records.length > 0 && (
        <ul className={styles.files} aria-label="Files">
          {records.map(({ key, commit, file }) => (
            <li key={key}>
              <code>{file}</code> <small>{commit.slice(0, 10)}</small>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

interface TextsProps {
  readonly record: Record;
  readonly picture: string;
}

function Texts({ record: { decision, runbook }, picture }: TextsProps) {
  const [shown, setShown] = useState<'decision' | 'runbook'>('decision');
  const text = shown === 'decision' ? decision : (runbook ?? '');
  return (
    <>
      {runbook !== null && (
        <div className={styles.tabs} role="group" aria-label="Which text">
          {(['decision', 'runbook'] as const).map((name) => (
            <button key={name} type="button" aria-pressed={shown === name} onClick={() => setShown(name)}>
              {name === 'decision' ? 'Decision' : 'Runbook'}
            </button>
          ))}
        </div>
      )}
      <div className={styles.record} role="region" aria-label={`The ${shown}`} tabIndex={0}>
        <RecordText name={`The ${shown}`} text={text} picture={picture} />
      </div>
    </>
  );
}
