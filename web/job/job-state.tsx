import { Button } from '@mantine/core';
import { cancelJob, isEnded } from '../api/jobs.ts';
import type { JobWhole } from '../api/types.ts';
import { Ago } from '../parts/instant.tsx';
import styles from './job.module.css';

const TASK_WORDS: Readonly<Record<string, string>> = {
  'scan-stack': 'Scan',
  'plan-fix': 'Planning the fix',
  'apply-fix': 'Carrying it out',
  'adopt-fix': 'Writing the code',
  'sync-source': 'Reading the repository',
  'open-change': 'Opening the change',
  'check-change': 'Checking the change',
  'drive-change': 'Driving the change',
};

const STATE_WORDS: Readonly<Record<JobWhole['state'], string>> = {
  waiting: 'waits for a worker',
  running: 'at work',
  done: 'done',
  failed: 'failed',
  cancelled: 'stopped',
};

/** Where a job stands, in one line. */
export function JobState({ job }: { readonly job: JobWhole }) {
  const { progress } = job;
  return (
    <div className={styles.head}>
      <span className={styles.state} data-state={job.state} role="status">
        <i aria-hidden="true" />
        <b>{TASK_WORDS[job.task] ?? job.task}</b> {STATE_WORDS[job.state]}
      </span>
      <span className={styles.when}>
        {progress?.done != null && progress.of !== null && !isEnded(job.state) && (
          <progress value={progress.done} max={progress.of} aria-label="How far it is" />
        )}
        <Ago at={job.ended_at ?? job.started_at ?? job.created_at} />
        {!isEnded(job.state) && (
          <Button size="compact-xs" variant="default" onClick={() => void cancelJob(job.id)}>
            Stop
          </Button>
        )}
      </span>
    </div>
  );
}
