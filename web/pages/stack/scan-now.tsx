import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { pathOf, send } from '../../api/client.ts';
import { isEnded, useJob } from '../../api/jobs.ts';
import type { ScanAsked, StackWhole } from '../../api/types.ts';
import { JobLog } from '../../job/job-log.tsx';
import { JobState } from '../../job/job-state.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { Problem } from '../../parts/problem.tsx';
import { Skeleton } from '../../parts/skeleton.tsx';
import styles from './stack.module.css';

/** Starts a scan, or shows the one that runs. */
export function ScanNow({ stack: { source, stack, running_job } }: { readonly stack: StackWhole }) {
  const [shown, setShown] = useState<string | null>(null);
  const ask = useMutation({
    mutationFn: () => send<ScanAsked>('POST', `/stacks${pathOf(source, stack)}/scan`),
    onSuccess: ({ job }) => setShown(job),
  });
  return (
    <>
      {running_job !== null && (
        <Button variant="default" onClick={() => setShown(running_job)}>
          Scanning: see it live
        </Button>
      )}
      {running_job === null && (
        <Button loading={ask.isPending} onClick={() => ask.mutate()}>
          Scan now
        </Button>
      )}
      {ask.error !== null && <Problem error={ask.error} />}
      {shown !== null && (
        <Dialog title={`Scan of ${stack}`} onClose={() => setShown(null)} wide>
          <ScanProgress id={shown} />
        </Dialog>
      )}
    </>
  );
}

function ScanProgress({ id }: { readonly id: string }) {
  const { job, error, lines } = useJob(id);
  if (error !== null) return <Problem error={error} />;
  if (job === null) return <Skeleton rows={4} />;
  return (
    <div className={styles.progress}>
      <JobState job={job} />
      {job.outcome !== null && <p>{job.outcome}</p>}
      <JobLog lines={lines} isLive={!isEnded(job.state)} />
    </div>
  );
}
