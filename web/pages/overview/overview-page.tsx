import { useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { liveChangesQuery } from '../../api/changes.ts';
import { fleetQuery } from '../../api/fleet.ts';
import { Empty } from '../../parts/empty.tsx';
import { PageHead } from '../../parts/page-head.tsx';
import { PageSkeleton } from '../../parts/skeleton.tsx';
import { FleetTiles } from './fleet-tiles.tsx';
import { LiveChanges } from './live-changes.tsx';
import { NeedsYou } from './needs-you.tsx';
import { Objectives } from './objectives.tsx';
import { OpenDrift } from './open-drift.tsx';
import styles from './overview.module.css';
import { SinceYesterday } from './since-yesterday.tsx';
import { standing } from './standing.ts';

export function OverviewPage() {
  const { data: fleet } = useSuspenseQuery(fleetQuery);
  const changes = useQuery(liveChangesQuery());
  if (changes.isPending) return <PageSkeleton />;
  const live = changes.data?.items ?? [];
  if (fleet.stacks.total === 0 && live.length === 0) return <NoStacks />;
  return (
    <>
      <PageHead title="Overview">{standing(fleet)}</PageHead>
      <div className={styles.page}>
        <NeedsYou fleet={fleet} changes={live} />
        <LiveChanges changes={live} />
        {fleet.stacks.total > 0 && <FleetTiles counts={fleet.stacks} />}
        <div className={styles.pair}>
          <OpenDrift />
          <SinceYesterday fleet={fleet} />
        </div>
        <Objectives figures={fleet.slo} />
      </div>
    </>
  );
}

function NoStacks() {
  return (
    <>
      <PageHead title="Overview" />
      <Empty title="No stacks yet" command="Settings → Sources → Add a source">
        A stack is a folder with a Terraform or OpenTofu root module. Name the Git repository or the folder
        that holds yours: they are found by themselves, scanned on a schedule, and stand here, the worst
        first.
      </Empty>
    </>
  );
}
