import { sql, type RawBuilder } from 'kysely';
import { z } from 'zod';
import type { AuditFilter, FleetAuditEntry, FleetPage, PageWish } from '#ports/fleet-reads.ts';
import { SERVER_PROJECT } from './access-store.ts';
import { auditEntryOf } from './audit-store.ts';
import { cursorText, placeIn } from './fleet-cursor.ts';
import { all, contains } from './fleet-drift-filter.ts';
import { projectsOf, type FleetProjects } from './fleet-projects.ts';
import type { Database } from './tables.ts';

const Place = z.tuple([z.iso.datetime(), z.int(), z.int()]);

interface Row {
  readonly project_id: number;
  readonly number: number;
  readonly at: Date;
}

export async function listFleetAudit(
  db: Database,
  projects: FleetProjects,
  filter: AuditFilter,
  page: PageWish,
): Promise<FleetPage<FleetAuditEntry> | null> {
  const place = page.after === null ? null : placeIn(Place, page.after);
  if (page.after !== null && place === null) return null;
  const behind = place === null ? [] : [isBehind(place)];
  const { rows } = await sql<Row>`select * from kedge.audit_entry
    where ${all([...conditionsOf(filter, projects), ...behind])}
    order by at desc, project_id desc, number desc limit ${page.limit + 1}`.execute(db);
  const shown = rows.slice(0, page.limit);
  const last = shown.at(-1);
  return {
    items: shown.map((row) => fleetEntryOf(row, projects)),
    next:
      rows.length > page.limit && last !== undefined
        ? cursorText([last.at.toISOString(), last.project_id, last.number])
        : null,
  };
}

const fleetEntryOf = (row: Row, projects: FleetProjects): FleetAuditEntry => ({
  ...auditEntryOf(row),
  source: projects.sources.get(row.project_id) ?? null,
});

export async function countFleetAudit(
  db: Database,
  projects: FleetProjects,
  filter: AuditFilter,
  most: number,
): Promise<number> {
  const { rows } = await sql<{ readonly count: number }>`select count(*)::int as count from (
    select from kedge.audit_entry where ${all(conditionsOf(filter, projects))} limit ${most}) as few`.execute(
    db,
  );
  return rows[0]?.count ?? 0;
}

const isBehind = ([at, project, number]: z.infer<typeof Place>) =>
  sql`(at, project_id, number) < (${at}::timestamptz, ${project}::int, ${number}::int)`;

const conditionsOf = (filter: AuditFilter, projects: FleetProjects): readonly RawBuilder<unknown>[] => [
  filter.sources === null
    ? sql`(project_id = any(${projectsOf(projects, null)}::int[])
        or project_id = (select id from kedge.project where name = ${SERVER_PROJECT}))`
    : sql`project_id = any(${projectsOf(projects, filter.sources)}::int[])`,
  ...(filter.action === null ? [] : [sql`action = ${filter.action}`]),
  ...(filter.actor === null ? [] : [contains(sql`actor`, filter.actor)]),
  ...(filter.text === null
    ? []
    : [sql`(${contains(sql`subject`, filter.text)} or ${contains(sql`details::text`, filter.text)})`]),
];
