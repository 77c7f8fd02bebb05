import type { ReactNode } from 'react';
import { isEnded, useJob } from '../api/jobs.ts';
import { Dialog } from '../parts/dialog.tsx';
import { Problem } from '../parts/problem.tsx';
import { Skeleton } from '../parts/skeleton.tsx';
import { JobLog } from './job-log.tsx';
import { JobState } from './job-state.tsx';
import styles from './job.module.css';

interface JobDialogProps {
  readonly title: string;
  readonly id: string;
  readonly onClose: () => void;
  /** What stands below it once it is done, and not when it failed. */
  readonly after?: ReactNode;
}

/** A job as it runs, and what became of it. */
export const JobDialog = ({ title, id, onClose, after }: JobDialogProps) => (
  <Dialog title={title} onClose={onClose} wide>
    <JobProgress id={id} after={after} />
  </Dialog>
);

function JobProgress({ id, after }: { readonly id: string; readonly after: JobDialogProps['after'] }) {
  const { job, error, lines } = useJob(id);
  if (error !== null) return <Problem error={error} />;
  if (job === null) return <Skeleton rows={4} />;
  return (
    <div className={styles.dialog}>
      <JobState job={job} />
      {job.outcome !== null && <p>{job.outcome}</p>}
      <JobLog lines={lines} isLive={!isEnded(job.state)} />
      {job.state === 'done' && after}
    </div>
  );
}
