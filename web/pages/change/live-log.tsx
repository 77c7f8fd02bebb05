import { isEnded, useJob } from '../../api/jobs.ts';
import { JobLog } from '../../job/job-log.tsx';
import { JobState } from '../../job/job-state.tsx';
import { Panel } from '../../parts/panel.tsx';

/** What the job that drives it says while it does. */
export function LiveLog({ job: id }: { readonly job: string }) {
  const { job, lines } = useJob(id);
  if (job === null || lines.length === 0) return null;
  return (
    <Panel title="At work">
      <JobState job={job} />
      <JobLog lines={lines} isLive={!isEnded(job.state)} />
    </Panel>
  );
}
