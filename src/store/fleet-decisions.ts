import { sql, type RawBuilder } from 'kysely';
import { z } from 'zod';
import type { DecisionFilter, FleetDecision, FleetPage, PageWish } from '#ports/fleet-reads.ts';
import { decisionOf } from './decision-store.ts';
import { cursorText, placeIn } from './fleet-cursor.ts';
import { all, contains, stackList } from './fleet-drift-filter.ts';
import { projectsOf, sourceOf, type FleetProjects } from './fleet-projects.ts';
import type { Database } from './tables.ts';

const Place = z.tuple([z.iso.datetime(), z.int(), z.string()]);

interface Row {
  readonly project_id: number;
  readonly id: string;
  readonly at: Date;
}

export async function listFleetDecisions(
  db: Database,
  projects: FleetProjects,
  filter: DecisionFilter,
  page: PageWish,
): Promise<FleetPage<FleetDecision> | null> {
  const place = page.after === null ? null : placeIn(Place, page.after);
  if (page.after !== null && place === null) return null;
  const behind = place === null ? [] : [isBehind(place)];
  const where = all([...conditionsOf(filter, projects), ...behind]);
  const { rows } = await sql<Row>`select * from kedge.decision where ${where}
    order by at desc, project_id desc, id desc limit ${page.limit + 1}`.execute(db);
  const shown = rows.slice(0, page.limit);
  const last = shown.at(-1);
  return {
    items: shown.map((row) => fleetDecisionOf(row, projects)),
    next:
      rows.length > page.limit && last !== undefined
        ? cursorText([last.at.toISOString(), last.project_id, last.id])
        : null,
  };
}

const fleetDecisionOf = (row: Row, projects: FleetProjects): FleetDecision => ({
  ...decisionOf(row),
  source: sourceOf(projects, row.project_id),
});

export async function countFleetDecisions(
  db: Database,
  projects: FleetProjects,
  filter: DecisionFilter,
  most: number,
): Promise<number> {
  const { rows } = await sql<{ readonly count: number }>`select count(*)::int as count from (
    select from kedge.decision where ${all(conditionsOf(filter, projects))} limit ${most}) as few`.execute(
    db,
  );
  return rows[0]?.count ?? 0;
}

const isBehind = ([at, project, id]: z.infer<typeof Place>) =>
  sql`(at, project_id, id) < (${at}::timestamptz, ${project}::int, ${id})`;

function conditionsOf(filter: DecisionFilter, projects: FleetProjects): readonly RawBuilder<unknown>[] {
  const { kinds, inForce, awaiting, by, text, stacks } = filter;
  const waits = sql`(in_force and approvals_needed > jsonb_array_length(approvals))`;
  return [
    sql`project_id = any(${projectsOf(projects, filter.sources)}::int[])`,
    ...(kinds === null ? [] : [sql`kind = any(${[...kinds]}::text[])`]),
    ...(inForce === null ? [] : [sql`in_force = ${inForce}`]),
    ...(awaiting === null ? [] : [awaiting ? waits : sql`not ${waits}`]),
    ...(by === null ? [] : [contains(sql`by`, by)]),
    ...(text === null
      ? []
      : [
          sql`(${contains(sql`reason`, text)} or ${contains(sql`id`, text)}
      or exists (select from jsonb_array_elements(subjects) as subject where ${contains(sql`subject ->> 'address'`, text)}))`,
        ]),
    ...(stacks === null
      ? []
      : [
          sql`exists (select from jsonb_array_elements(subjects) as subject
            where (project_id, subject ->> 'stack') in (select * from ${stackList(stacks, projects)}))`,
        ]),
  ];
}
