import { sql } from 'kysely';
import { z } from 'zod';
import { DRIFT_EVENTS } from '#domain/drift/life/drift-event.ts';
import { OPEN_STATES } from '#domain/drift/life/drift-state.ts';
import type {
  DayStatus,
  DriftByDay,
  EventCounts,
  FleetReads,
  OpenByAge,
  StackKey,
} from '#ports/fleet-reads.ts';
import { all, inStacks, stackList } from './fleet-drift-filter.ts';
import { projectsOf, sourceOf, type FleetProjects } from './fleet-projects.ts';
import { severityOf } from './fleet-tally.ts';
import { readRow } from './read-row.ts';
import type { Database } from './tables.ts';

const EventRow = z.object({ kind: z.enum(DRIFT_EVENTS), count: z.int() });

export async function happenedSince(
  db: Database,
  projects: FleetProjects,
  since: string,
  stacks: readonly StackKey[] | null,
): Promise<EventCounts> {
  const { rows } = await sql<z.infer<typeof EventRow>>`
    select event.kind, count(*)::int as count
    from kedge.drift_event as event join kedge.drift as drift using (project_id, stack, fingerprint)
    where event.at >= ${since}::timestamptz and drift.rank < 4
      and ${within(projects, stacks)}
    group by event.kind`.execute(db);
  return Object.fromEntries(
    rows.map((row) => readRow(EventRow, row, 'the counts of events')).map(({ kind, count }) => [kind, count]),
  );
}

const within = (projects: FleetProjects, stacks: readonly StackKey[] | null) =>
  all([
    sql`project_id = any(${projectsOf(projects, null)}::int[])`,
    ...(stacks === null ? [] : [inStacks(stacks, projects)]),
  ]);

/** From the index that orders the list. */
export async function openedBefore(
  db: Database,
  projects: FleetProjects,
  stacks: readonly StackKey[] | null,
  source: string,
  before: string,
): Promise<number> {
  const { rows } = await sql<{ readonly count: number }>`select count(*)::int as count from kedge.drift
    where not closed and rank < 4 and state in (${sql.join(OPEN_STATES)})
      and project_id = any(${projectsOf(projects, [source])}::int[])
      and opened_at < ${before}::timestamptz
      ${stacks === null ? sql`` : sql`and ${inStacks(stacks, projects)}`}`.execute(db);
  return rows[0]?.count ?? 0;
}

export async function acceptancesEnding(
  db: Database,
  projects: FleetProjects,
  stacks: readonly StackKey[] | null,
  day: string,
): Promise<number> {
  const { rows } = await sql<{ readonly count: number }>`select count(*)::int as count
    from kedge.drift as drift join kedge.decision as decision
      on decision.project_id = drift.project_id and decision.id = drift.decision
    where not drift.closed and drift.state = 'accepted' and decision.until <= ${day}
      and drift.project_id = any(${projectsOf(projects, null)}::int[])
      ${stacks === null ? sql`` : sql`and (drift.project_id, drift.stack) in (select * from ${stackList(stacks, projects)})`}`.execute(
    db,
  );
  return rows[0]?.count ?? 0;
}

const Severities = z.object({ rank: z.int(), count: z.int() });
const Day = z.object({
  day: z.string(),
  rank: z.int(),
  opened: z.int(),
  ended: z.int(),
  closed: z.int(),
});

/** The day of an instant, in UTC. */
const day = (instant: string) => sql`to_char(${sql.ref(instant)} at time zone 'UTC', 'YYYY-MM-DD')`;

/**
 * Of one that came back, its latest life, as in the figures. What was accepted or ignored has ended for the history when
 * it was decided.
 */
export async function driftByDay(
  db: Database,
  projects: FleetProjects,
  from: string,
  stacks: readonly StackKey[] | null,
): Promise<DriftByDay> {
  const lives = sql`select rank, opened_at,
      case when closed then closed_at when state in ('accepted', 'ignored') then decided_at end as ended_at,
      closed_at
    from kedge.drift
    where rank < 4 and ${within(projects, stacks)}
      and (not closed or closed_at >= ${from}::timestamptz)`;
  const { rows: before } = await sql<z.infer<typeof Severities>>`
    select rank, count(*)::int as count from (${lives}) as life
    where opened_at < ${from}::timestamptz and (ended_at is null or ended_at >= ${from}::timestamptz)
    group by rank`.execute(db);
  const { rows: days } = await sql<z.infer<typeof Day>>`
    select day, rank, sum(opened)::int as opened, sum(ended)::int as ended, sum(closed)::int as closed from (
      select ${day('opened_at')} as day, rank, 1 as opened, 0 as ended, 0 as closed from (${lives}) as life
        where opened_at >= ${from}::timestamptz
      union all
      select ${day('ended_at')}, rank, 0, 1, case when closed_at is null then 0 else 1 end from (${lives}) as life
        where ended_at >= ${from}::timestamptz
    ) as happening group by day, rank order by day, rank`.execute(db);
  return {
    openBefore: before
      .map((row) => readRow(Severities, row, 'the counts of a day'))
      .map(({ rank, count }) => ({ severity: severityOf(rank), count })),
    days: days
      .map((row) => readRow(Day, row, 'the counts of a day'))
      .map((row) => ({
        day: row.day,
        severity: severityOf(row.rank),
        opened: row.opened,
        ended: row.ended,
        closed: row.closed,
      })),
  };
}

const StatusRow = z.object({
  project_id: z.int(),
  stack: z.string(),
  day: z.string().nullable(),
  status: z.string(),
  scans: z.int(),
});

export async function statusesByDay(
  db: Database,
  projects: FleetProjects,
  from: string,
  stacks: readonly StackKey[] | null,
): Promise<readonly DayStatus[]> {
  const { rows } = await sql<z.infer<typeof StatusRow>>`
    select project_id, stack, day, status, scans from (
      select project_id, stack, status, at, to_char(at at time zone 'UTC', 'YYYY-MM-DD') as day,
        row_number() over last_first as place, count(*) over (partition by project_id, stack, (at at time zone 'UTC')::date)::int as scans
      from kedge.scan
      where at >= ${from}::timestamptz and ${within(projects, stacks)}
      window last_first as (partition by project_id, stack, (at at time zone 'UTC')::date order by at desc, id desc)
    ) as scan where place = 1
    union all
    select project_id, stack, null, status, 0 from kedge.stack cross join lateral (
      select status from kedge.scan
      where scan.project_id = stack.project_id and scan.stack = stack.stack and at < ${from}::timestamptz
      order by at desc, id desc limit 1
    ) as earlier where ${within(projects, stacks)}`.execute(db);
  return rows.map((row) => {
    const read = readRow(StatusRow, row, 'how stacks stood on a day');
    return {
      source: sourceOf(projects, read.project_id),
      stack: read.stack,
      day: read.day,
      unknown: read.status === 'unknown',
      scans: read.scans,
    };
  });
}

const AgeRow = z.object({ rank: z.int(), bucket: z.int(), count: z.int() });

export async function openByAge(
  db: Database,
  projects: FleetProjects,
  now: string,
  limitsMs: Parameters<FleetReads['openByAge']>[1],
): Promise<readonly OpenByAge[]> {
  const { rows } = await sql<z.infer<typeof AgeRow>>`
    select rank, width_bucket(
        greatest(0, extract(epoch from ${now}::timestamptz - opened_at) * 1000)::float8,
        ${[...limitsMs]}::float8[]
      )::int as bucket, count(*)::int as count
    from kedge.drift
    where not closed and rank < 4 and state in (${sql.join(OPEN_STATES)}) and ${within(projects, null)}
    group by 1, 2`.execute(db);
  return rows
    .map((row) => readRow(AgeRow, row, 'the ages of differences'))
    .map(({ rank, bucket, count }) => ({ severity: severityOf(rank), bucket, count }));
}
