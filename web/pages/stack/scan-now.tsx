import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { pathOf, send } from '../../api/client.ts';
import type { ScanAsked, StackWhole } from '../../api/types.ts';
import { JobDialog } from '../../job/job-dialog.tsx';
import { Problem } from '../../parts/problem.tsx';

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
      {shown !== null && <JobDialog title={`Scan of ${stack}`} id={shown} onClose={() => setShown(null)} />}
    </>
  );
}
