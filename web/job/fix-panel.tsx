import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { confirmFix, isEnded, useJob } from '../api/jobs.ts';
import type { FixPreview } from '../api/types.ts';
import { Panel } from '../parts/panel.tsx';
import { Problem } from '../parts/problem.tsx';
import { Skeleton } from '../parts/skeleton.tsx';
import { count, sentence } from '../text/count.ts';
import { JobLog } from './job-log.tsx';
import { JobState } from './job-state.tsx';
import styles from './job.module.css';

const numbered = (text: string): readonly { readonly line: string; readonly number: number }[] =>
  text.split('\n').map((line, number) => ({ line, number }));

/** A fix from the plan to the fresh read. The plan is looked at before anything is changed. */
export function FixPanel({ id }: { readonly id: string }) {
  const [applying, setApplying] = useState<string | null>(null);
  const { job, error, lines } = useJob(applying ?? id);
  if (error !== null) return <Problem error={error} />;
  if (job === null) return <Skeleton rows={3} />;
  const isLive = !isEnded(job.state);
  return (
    <Panel title="The fix">
      <JobState job={job} />
      {job.outcome !== null && <p className={styles.outcome}>{sentence(job.outcome)}</p>}
      {job.preview !== null && <Preview job={job.id} preview={job.preview} onConfirmed={setApplying} />}
      <details className={styles.details} open={isLive || job.preview === null}>
        <summary>Log</summary>
        <JobLog lines={lines} isLive={isLive} />
      </details>
    </Panel>
  );
}

interface PreviewProps {
  readonly job: string;
  readonly preview: FixPreview;
  readonly onConfirmed: (job: string) => void;
}

function Preview({ job, preview, onConfirmed }: PreviewProps) {
  const queries = useQueryClient();
  const confirm = useMutation({
    mutationFn: () => confirmFix(job, preview.digest),
    onSuccess: (confirmed) => {
      onConfirmed(confirmed.job);
      return queries.invalidateQueries({ queryKey: ['drift'] });
    },
  });
  const { adds, changes, destroys, warnings, text } = preview;
  return (
    <div className={styles.preview}>
      <p className={styles.counts}>
        It would add <b>{adds}</b>, change <b>{changes}</b> and destroy{' '}
        <b data-destroys={destroys > 0}>{destroys}</b>.
      </p>
      <pre className={styles.plan} role="region" aria-label="The plan" tabIndex={0}>
        {numbered(text).map(({ line, number }) => (
          <span key={number} data-sign={/^\s*([-+~])/.exec(line)?.[1]}>
            {line}
            {'\n'}
          </span>
        ))}
      </pre>
      {warnings.length > 0 && (
        <ul className={styles.warnings}>
          {warnings.map((warning) => (
            <li key={warning}>{warning}</li>
          ))}
        </ul>
      )}
      {confirm.error !== null && <Problem error={confirm.error} />}
      {preview.confirmed ? (
        <p className={styles.counts}>It was confirmed.</p>
      ) : (
        <div className={styles.confirm}>
          <Button
            loading={confirm.isPending}
            onClick={() => confirm.mutate()}
            color={destroys > 0 ? 'red' : 'tide'}
          >
            Apply exactly this
            {destroys > 0 && `, and destroy ${count(destroys, 'resource')}`}
          </Button>
          <small>The plan is made again. If it is not this one, nothing is applied.</small>
        </div>
      )}
    </div>
  );
}
